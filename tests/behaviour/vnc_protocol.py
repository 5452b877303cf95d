# SPDX-License-Identifier: MIT
"""The beginning of a VNC connection (RFC 6143); no test by itself. Logging in with a password needs
DES (FIPS 46-3), which the standard library lacks."""

import socket

NO_SECURITY, VNC_PASSWORD = 1, 2

INITIAL = (
    58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4,
    62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8,
    57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3,
    61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
)  # fmt: skip
FINAL = tuple(INITIAL.index(place) + 1 for place in range(1, 65))
EXPANSION = tuple((4 * group + place - 1) % 32 + 1 for group in range(8) for place in range(6))
PERMUTATION = (
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
    2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
)  # fmt: skip
KEY_HALVES = (
    57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3,
    60, 52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37,
    29, 21, 13, 5, 28, 20, 12, 4,
)  # fmt: skip
KEY_OF_ROUND = (
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
    41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
)  # fmt: skip
SHIFTS = (1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1)
# Four rows of sixteen hexadecimal digits a box.
BOXES = (
    "e4d12fb83a6c59070f74e2d1a6cb9538"
    "41e8d62bfc973a50fc8249175b3ea06d",
    "f18e6b34972dc05a3d47f28ec01a69b5"
    "0e7ba4d158c6932fd8a13f42b67c05e9",
    "a09e63f51dc7b428d709346a285ecbf1"
    "d6498f30b12c5ae71ad069874fe3b52c",
    "7de3069a1285bc4fd8b56f03472c1ae9"
    "a690cb7df13e52843f06a1d8945bc72e",
    "2c417ab6853fd0e9eb2c47d150fa3986"
    "421bad78f9c5630eb8c71e2d6f09a453",
    "c1af92680d34e75baf427c9561de0b38"
    "9ef528c3704a1db6432c95fabe17608d",
    "4b2ef08d3c975a61d0b7491ae35c2f86"
    "14bdc37eaf6805926bd814a7950fe23c",
    "d2846fb1a93e50c71fd8a374c56b0e92"
    "7b419ce206adf35821e74a8dfc90356b",
)  # fmt: skip


def bits_of(data):
    return [byte >> place & 1 for byte in data for place in range(7, -1, -1)]


def number_of(bits):
    return int("".join(map(str, bits)), 2)


def permuted(bits, table):
    return [bits[place - 1] for place in table]


def mixed(half, key):
    """DES's function f: 32 bits and the 48 of a round's key to 32 bits."""
    six = [bit ^ own for bit, own in zip(permuted(half, EXPANSION), key)]
    result = []
    for number, box in enumerate(BOXES):
        group = six[6 * number : 6 * number + 6]
        row, column = number_of((group[0], group[5])), number_of(group[1:5])
        result += bits_of([int(box[16 * row + column], 16)])[4:]
    return permuted(result, PERMUTATION)


def des(key, block):
    """Encrypts eight bytes."""
    key_bits = permuted(bits_of(key), KEY_HALVES)
    text = permuted(bits_of(block), INITIAL)
    left, right = text[:32], text[32:]
    turned = 0
    for shift in SHIFTS:
        turned += shift
        halves = [half[turned:] + half[:turned] for half in (key_bits[:28], key_bits[28:])]
        mix = mixed(right, permuted(halves[0] + halves[1], KEY_OF_ROUND))
        left, right = right, [bit ^ other for bit, other in zip(left, mix)]
    return number_of(permuted(right + left, FINAL)).to_bytes(8, "big")


def answer(password, challenge):
    """VNC takes eight bytes of the password, each with its bits turned round."""
    key = bytes(int(f"{byte:08b}"[::-1], 2) for byte in password[:8].ljust(8, b"\0"))
    return b"".join(des(key, challenge[at : at + 8]) for at in range(0, 16, 8))


class Viewer:
    """One connection; a context manager."""

    def __init__(self, address, time_limit):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(time_limit)
        self.socket.connect(address)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def read(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise EOFError(data)
            data += more
        return data

    def security_types(self):
        """What the server offers; to be asked first, once."""
        version = self.read(12)
        assert version == b"RFB 003.008\n", version
        self.socket.sendall(version)
        return list(self.read(self.read(1)[0]))

    def logs_in(self, password):
        """True if the server takes the password."""
        self.socket.sendall(bytes([VNC_PASSWORD]))
        self.socket.sendall(answer(password, self.read(16)))
        return self.read(4) == bytes(4)
