// Drives hipchatter as its users do, and prints what it saw as one JSON line.
// Run in the folder of the clients' node_modules: node with_hipchatter.js http://…/v2/ ADMIN COUNT

const path = require("path");
const { createRequire } = require("module");

const Hipchatter = createRequire(path.join(process.cwd(), "x.js"))("hipchatter");
const [, , root, token, count] = process.argv;
const hip = new Hipchatter(token, root);

// each call as a promise of [error message, body, status]
const ask = (name, ...given) =>
  new Promise((done) =>
    hip[name](...given, (error, body, status) => done([error ? error.message : null, body, status]))
  );

async function everything() {
  const seen = {};
  seen.capabilities = (await ask("capabilities"))[1].name;
  seen.rooms = (await ask("rooms"))[1].map((room) => room.name);
  seen.room = (await ask("get_room", "Ops"))[1].topic;
  seen.made = (await ask("create_room", { name: "Night shift", privacy: "private" }))[2];
  seen.again = (await ask("create_room", { name: "Night shift" }))[0];
  seen.member = (await ask("add_member", { room_name: "Night%20shift", user_email: "samshore@example.test" }))[2];
  seen.left = (await ask("delete_member", { room_name: "Night%20shift", user_email: "samshore@example.test" }))[2];
  seen.invited = (await ask("invite_member", { room_name: "Ops", user_email: "samshore@example.test" }, { reason: "come" }))[2];
  seen.topic = (await ask("set_topic", "Ops", "by hipchatter"))[2];
  seen.notified = (await ask("notify", "Ops", { message: "<i>built</i>", color: "green", token }))[2];
  seen.private = (await ask("send_private_message", "@SamShore", { message: "psst" }))[2];
  seen.history = (await ask("history", "Ops"))[1].items.map((m) => [m.message, m.color]);
  seen.users = (await ask("users"))[1].map((user) => user.mention_name);
  seen.hook = (await ask("create_webhook", "Ops", { url: "https://example.test/h", event: "room_message", pattern: "^/x" }))[2];
  seen.hooks = (await ask("webhooks", "Ops"))[1].items.map((hook) => hook.pattern);
  seen.removed = (await ask("delete_all_webhooks", "Ops"))[0];
  seen.emoticon = (await ask("get_emoticon", "success"))[1].shortcut;
  seen.deleted = (await ask("delete_room", "Night%20shift"))[2];
  seen.spoken = (await ask("send_room_message", "Ops", "typed"))[2];
  seen.nowhere = (await ask("room_exists", "Nowhere"))[1];
  seen.empty = (await ask("notify", "Ops", { message: "", token }))[0];
  return seen;
}

async function many() {
  const began = Date.now();
  const found = [];
  for (let at = 0; at < Number(count); at += 1) found.push((await ask("get_room", "Ops"))[1].name);
  return { found, seconds: (Date.now() - began) / 1000 };
}

(count ? many() : everything()).then((seen) => console.log(JSON.stringify(seen)));
