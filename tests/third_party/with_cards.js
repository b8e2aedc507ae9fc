// Sends with hipchat-room-notification-api (cards) and hipchat-notifier (https), as users do.
// Run in the folder of the clients' node_modules: node with_cards.js https://127.0.0.1:… ROOM_TOKEN

const path = require("path");
const { createRequire } = require("module");

const from = createRequire(path.join(process.cwd(), "x.js"));
const Notification = from("hipchat-room-notification-api");
const notifier = from("hipchat-notifier");
const [, , server, token] = process.argv;

const outcome = (promise) => promise.then((said) => said, (error) => error.message);

function card() {
  const sent = new Notification(server, 1, token);
  sent.setFrom("deploys");
  sent.setColor("purple");
  sent.setMessage("Release 4.2 is ready");
  sent.addCard("release-4.2", "application", "Release 4.2 is ready for production");
  sent.setCardToMediumFormat();
  sent.addCardUrl("https://example.test/r/4.2");
  sent.addCardDescription("38 changes <b>since</b> 4.1", "html");
  sent.addCardIcon("https://example.test/i.png");
  sent.addCardThumbnail("https://example.test/t.png");
  sent.addActivity("<b>Release 4.2</b> is ready");
  sent.addCardAttribute("Checks", "212 passed", "lozenge-success");
  sent.addCardAttributeWithUrl("Branch", "release/4.2", "lozenge-current", "https://example.test/b");
  return sent.send();
}

function plain(key) {
  const sent = new Notification(server, 1, key);
  sent.setTextMessageFormat();
  sent.shouldNotify();
  sent.setMessage("@all the build is broken");
  return sent.send();
}

function notice(room, key) {
  const host = server.replace("https://", "");
  const sender = notifier.make(room, key, "web", host, true);
  return new Promise((done) =>
    sender.failure("<b>web</b> failed", (error, answer, body) =>
      done(error ? String(error) : [answer.statusCode, body ? body.error.message : null])
    )
  );
}

async function main() {
  const seen = {
    card: await outcome(card()),
    plain: await outcome(plain(token)),
    refused: await outcome(plain("0".repeat(40))),
    notifier: await notice("Builds", token),
    elsewhere: await notice("Ops", token),
    nowhere: await notice("Nowhere", token),
  };
  console.log(JSON.stringify(seen));
}

main();
