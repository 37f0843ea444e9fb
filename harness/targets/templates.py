"""Warm templates: with `--fresh clone` every phone of a run is a clone of a simulator that was made once.

A template has had its first boot, which is what costs: 24 s to minutes of data migration. It was quieted, has
WebDriverAgent's runner (`--wda-runner`) and the app (`--app`), which was never launched: each scenario's app is as
freshly installed, and asks for permission. Then it was shut down, since simctl clones no other.

One serves all workers and runs of this user (template_files.py): the first one makes it, the others wait. The last one
removes it, unless it is to be kept; then it serves later runs, until its app or its runtime is another.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import plistlib
from pathlib import Path

from harness.errors import EnvironmentFault, HarnessError
from harness.targets import booting, choosing
from harness.targets.base import TargetSettings
from harness.targets.made import remove
from harness.targets.simctl import INVALID_DEVICE, WRONG_STATE, Simctl, SimctlError
from harness.targets.template_files import Kind, Noted, TemplateFile, all_of

ATTEMPTS = 2  # one to find that somebody has deleted or booted the template, one with a new template


class Templates:
    """What one target clones its phones from.

    Args:
        where: Which CoreSimulator this is, such as the path of xcrun.
    """

    def __init__(self, simctl: Simctl, settings: TargetSettings, where: str) -> None:
        self._simctl = simctl
        self._settings = settings
        self._where = where
        self._files: dict[str, TemplateFile] = {}  # iOS version -> what it is cloned from

    async def clone(self, ios: str, name: str) -> str:
        """A new simulator, shut down, of the template, which is made if there is none; returns its UDID.

        Raises:
            EnvironmentFault: The template could not be made or cloned, or another process did not let go of it.
        """
        settings = self._settings
        if ios not in self._files:
            self._files[ios] = TemplateFile(await self._kind(ios))
        file = self._files[ios]
        async with file.alone(settings.boot_deadline + settings.tool_deadline):
            noted = file.read()
            if settings.simulator_template is not None:
                noted.kept = settings.simulator_template == "keep"
            file.write(noted)
            file.share()
            for attempt in range(1, ATTEMPTS + 1):
                if not noted.ready:
                    await self._make(file, noted)
                try:
                    return await self._simctl.clone(noted.udid, name)
                except SimctlError as error:
                    if attempt == ATTEMPTS or error.exit_code not in (INVALID_DEVICE, WRONG_STATE):
                        raise _not_cloned(noted, error) from None
                # Somebody deleted the template, or has booted it: it is no template any more.
                noted.ready = False
        raise AssertionError("the last attempt returns or raises")

    async def sweep(self) -> None:
        """Remove the templates that nobody clones from and nobody wants to keep: left behind by runs that are gone."""
        for file in all_of(self._where):
            await self._clear(file)

    async def close(self) -> None:
        """Let go of all templates, and remove those that nobody else clones from."""
        for file in self._files.values():
            file.let_go()
            await self._clear(file, within=self._settings.tool_deadline)
        self._files.clear()

    # --- making and removing

    async def _kind(self, ios: str) -> Kind:
        settings = self._settings
        runtime = choosing.runtime_for(ios, await self._simctl.runtimes(), target=settings.name)
        bundles = [bundle for bundle in (settings.app, settings.wda_runner) if bundle is not None]
        return Kind(
            where=self._where,
            prefix=settings.simulator_name,
            runtime=runtime.identifier,
            build=runtime.build,
            device_type=choosing.device_type_for(settings.device_type, runtime),
            bundle_id=_bundle_id(settings.app),
            contents=await asyncio.to_thread(contents, *bundles),
        )

    async def _make(self, file: TemplateFile, noted: Noted) -> None:
        """Only while `alone`. What a process that was killed has half made is removed."""
        await self._delete(noted)
        await self._make_room(file.kind)
        kind, settings, simctl = file.kind, self._settings, self._simctl
        file.write(noted)
        noted.name = f"{kind.prefix} template {kind.key[:8]}"
        noted.udid = await simctl.create(noted.name, kind.device_type, kind.runtime)
        file.write(noted)
        try:
            await booting.boot(simctl, noted.udid, may_be_booted=False, within=settings.boot_deadline)
            # unverified on iOS: that a clone has these switches. Nobody relies on its having the apps: each is
            # installed again, which takes a tenth of the time where it is.
            await booting.quiet(simctl, noted.udid)
            for bundle in (settings.wda_runner, settings.app):
                if bundle is not None:
                    await simctl.install(noted.udid, bundle)
            await simctl.shutdown(noted.udid)
        except BaseException:
            with contextlib.suppress(HarnessError):  # what it is about is told already
                await self._delete(noted)
                file.write(noted)
            raise
        noted.ready = True
        file.write(noted)

    async def _make_room(self, kind: Kind) -> None:
        """A template that was kept of an older app or runtime, and that nobody clones from, is of no use any more."""
        for older in all_of(self._where):
            if older.kind.line == kind.line and older.kind != kind:
                await self._clear(older, kept_as_well=True)

    async def _clear(self, file: TemplateFile, *, within: float = 0.0, kept_as_well: bool = False) -> None:
        """Remove a template that nobody clones from. One that cannot be removed stays noted, for the next run."""
        with contextlib.suppress(HarnessError):
            async with file.alone(within):
                with file.unused() as unused:
                    noted = file.read()
                    if unused and (kept_as_well or not (noted.kept and noted.ready)):
                        await self._delete(noted)
                        file.forget()

    async def _delete(self, noted: Noted) -> None:
        """Its simulator, if it is there and is still called so."""
        for device in await self._simctl.devices() if noted.udid else ():
            if (device.udid, device.name) == (noted.udid, noted.name):
                await remove(self._simctl, device)
        noted.udid, noted.ready = "", False


def contents(*bundles: Path) -> str:
    """A digest of what is in these folders or files, names and modes included.

    Raises:
        HarnessError: One is not there.
    """
    digest = hashlib.sha256()
    for bundle in bundles:
        if not bundle.exists():
            raise HarnessError(f"{bundle} does not exist", hint="give the .app folder that Xcode or the bundler built")
        for path in [bundle, *sorted(bundle.rglob("*"))]:
            what = path.readlink() if path.is_symlink() else path.stat().st_mode
            digest.update(f"{path.relative_to(bundle.parent)}\0{what}\0".encode())
            if path.is_file() and not path.is_symlink():
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _bundle_id(app: Path | None) -> str:
    """Empty when nobody can tell, as of a zipped app: then templates of other such apps make room for it."""
    try:
        return str(plistlib.loads((app / "Info.plist").read_bytes())["CFBundleIdentifier"]) if app else ""
    except (OSError, plistlib.InvalidFileException, KeyError):
        return ""


def _not_cloned(noted: Noted, error: SimctlError) -> EnvironmentFault:
    return EnvironmentFault(
        f"simctl could not clone the template '{noted.name}', {noted.udid}",
        saw=f"exit code {error.exit_code}: {error.text or 'no output'}",
        expected="the UDID of a clone",
        hint=error.hint or "a run with --fresh reinstall needs no clones",
    )
