"""The text of a configuration file: YAML or JSON, in which no name may stand twice."""

import json
from collections.abc import Hashable, Sequence


def load_text(data: bytes) -> object:
    """The plain data of YAML or JSON text; raises ValueError with a sentence."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"The file is not UTF-8 (byte {error.start}).") from None
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"The file is not valid JSON: {error}") from None
    import yaml  # 30 ms: only for who reads or writes files

    try:
        return yaml.load(text, Loader=_strict_loader())  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"The file is not valid YAML: {reason}") from None


def _once(members: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice")
    return found


def _strict_loader() -> type:
    """A safe loader that refuses a key written twice, of which one would silently win."""
    import yaml

    class Loader(yaml.SafeLoader):
        def construct_mapping(
            self, node: yaml.MappingNode, deep: bool = False
        ) -> dict[Hashable, object]:
            keys = [k.value for k, _ in node.value if isinstance(k, yaml.ScalarNode)]
            twice = next((k for k in keys if keys.count(k) > 1), None)
            if twice is not None:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{twice}” stands twice", node.start_mark
                )
            return super().construct_mapping(node, deep)

    return Loader
