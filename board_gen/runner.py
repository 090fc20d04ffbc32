"""How a command line runs MkDocs: an empty docs_dir where there is none, its messages shown, its errors as statuses."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from click import ClickException
from jinja2 import TemplateError
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import yaml_load
from yaml import YAMLError

from board_gen.host import ASKED, CONFIG_FILES, DONE, FINDINGS, PLUGIN, WRONG, Asked, Settings, Stopped, settings_of


def run_build(asked: Asked) -> int:
    """Build and publish a site; an exit status. Whatever went wrong has been printed."""
    with _told(asked), _docs_dir(asked) as docs_dir:
        config = None
        try:
            config = _config(asked, docs_dir)
            config.plugins.on_startup(command="build", dirty=False)  # as `mkdocs build` does, for every plugin
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except ClickException as error:
            _say(error.format_message())
            return _status_of(error, config)
        except (OSError, TemplateError) as error:
            _say(str(error))
            return WRONG
        return DONE


def run_serve(asked: Asked, address: str | None) -> int:
    """Show the site at `address` (host:port), and build it again whenever a file is saved."""
    with _told(asked, logging.INFO), _docs_dir(asked) as docs_dir:
        try:
            _config(asked, docs_dir)
            serve(_config_file(asked), docs_dir=docs_dir, dev_addr=address)
        except ClickException as error:
            _say(error.format_message())
            return _status_of(error, None)
        except (OSError, TemplateError) as error:
            _say(str(error))
            return WRONG
        return DONE


def read_settings(asked: Asked) -> Settings:
    """Where the data is, for commands that build no site; without a mkdocs.yml it is `cases` here.

    Stopped for a mkdocs.yml that can't be used, or is missing though it was named.
    """
    if asked.config_file is None and not any(Path(name).is_file() for name in CONFIG_FILES):
        name = asked.data or "cases"
        return Settings(Path(name), Path(name).as_posix(), asked.at)
    with _told(asked, logging.ERROR), _docs_dir(asked) as docs_dir:
        try:
            return settings_of(_config(asked, docs_dir))
        except ClickException as error:
            raise Stopped(error.format_message()) from error


def _status_of(error: ClickException, config: MkDocsConfig | None) -> int:
    """The plugin's own status; 1 where MkDocs stops after publishing, because of `strict`; else 2."""
    if isinstance(error, Stopped):
        return error.exit_code
    published = config is not None and getattr(config.plugins[PLUGIN], "is_published", False)
    return FINDINGS if published else WRONG


def _config(asked: Asked, docs_dir: str | None) -> MkDocsConfig:
    site_dir = str(asked.site_dir.resolve()) if asked.site_dir else None
    config = load_config(_config_file(asked), site_dir=site_dir, docs_dir=docs_dir, strict=asked.strict or None)
    if PLUGIN not in config.plugins:
        raise Stopped(f"{config.config_file_path}: `plugins` does not list {PLUGIN}")
    return config


def _config_file(asked: Asked) -> str | None:
    return str(asked.config_file) if asked.config_file else None


@contextmanager
def _docs_dir(asked: Asked) -> Iterator[str | None]:
    """Lend an empty docs_dir where the plant has none: MkDocs refuses a missing one before any plugin is asked."""
    files = [asked.config_file] if asked.config_file else [Path(name) for name in CONFIG_FILES]
    found = next((file for file in files if file.is_file()), None)
    if found is None or (found.parent / _docs_named(found)).is_dir():
        yield None
        return
    with TemporaryDirectory(prefix="board_gen-docs-") as empty:
        yield empty


def _docs_named(config_file: Path) -> str:
    try:
        with config_file.open("rb") as file:
            named = yaml_load(file).get("docs_dir", "docs")
    except (ClickException, YAMLError, AttributeError):  # MkDocs itself will say so, and better
        return "."
    return named if isinstance(named, str) else "docs"


@contextmanager
def _told(asked: Asked, level: int = logging.WARNING) -> Iterator[None]:
    """Let the plugin know what is asked for, and let MkDocs' warnings and errors be seen."""
    token, logger, handler = ASKED.set(asked), logging.getLogger("mkdocs"), logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.setLevel(level)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        ASKED.reset(token)


def _say(message: str) -> None:
    print(f"board-gen: {message}", file=sys.stderr)
