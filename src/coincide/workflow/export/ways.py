"""Three ways to bring an exported folder to a phone, and who can open it then.

Browsers give a microphone or camera, and keep files for a start without a network, only at HTTPS addresses or at
`localhost`; each way meets that in its own manner.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass

PORT = 8000


@dataclass(frozen=True, slots=True)
class WayToPhone:
    """One way.

    Attributes
    ----------
    name : of the way.
    steps : sentences and, indented, commands.
    who : who can open the page then.
    address : to open on the phone; empty where only the host knows it.
    """

    name: str
    steps: Sequence[str]
    who: str
    address: str = ""


def name_in_network() -> str:
    """Return the name by which other devices of the network find this computer."""
    name = socket.gethostname()
    return name if "." in name else f"{name}.local"


def ways_to_a_phone(folder: str, *, computer: str) -> list[WayToPhone]:
    """Return the ways for a folder, whose name is quoted for a shell.

    Parameters
    ----------
    folder : as it is typed.
    computer : its name in the network.
    """
    serve = f"  python -m http.server --bind 127.0.0.1 --directory {folder} {PORT}"
    return [
        WayToPhone(
            "A static host",
            [
                "Copy the folder to any host that serves HTTPS, such as GitHub Pages or a university's web space. Open "
                "its address on the phone, and add it to the home screen.",
            ],
            "Everyone who knows the address can open the page with your recognizer and its names. What they hear or "
            "see stays on their devices.",
        ),
        WayToPhone(
            "USB (Android with Chrome, adb installed here, USB debugging on)",
            [
                serve,
                f"  adb reverse tcp:{PORT} tcp:{PORT}",
                f'Open http://localhost:{PORT}/ on the phone. Once the page says "On this device", unplug it.',
            ],
            "Only this computer and this phone.",
        ),
        WayToPhone(
            "The same network, with a certificate that the phone trusts",
            [
                "A plain http:// address on the network opens the page, but no browser gives it the microphone. Make "
                "a certificate for this computer's name, for example with mkcert, install its root on the phone, and "
                "let any server with HTTPS serve the folder, for example:",
                f"  caddy file-server --root {folder} --domain {computer}",
                "Then open this address on the phone:",
            ],
            "Everyone on the network, while the server runs. They see the page, your recognizer and its names, "
            "and nothing else of this computer: no catalog and no recordings.",
            f"https://{computer}/",
        ),
    ]
