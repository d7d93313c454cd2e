"""Addresses as people type them: those with secrets are refused, and no message repeats them."""

from __future__ import annotations

import pytest

from coincide.errors import InputError, MissingPackageError
from coincide.recordings import RemotePath, find_sound_files, given_place
from coincide.recordings.remote.address import without_secrets

SECRET = "hush-hush"
WITH_SECRETS = [
    f"https://me:{SECRET}@host/site",
    f"https://{SECRET}@host/site",
    f"https://host/a.wav?X-Amz-Signature={SECRET}",
    f"https://host/a.wav#{SECRET}",
    f"s3://me:{SECRET}@bucket/site?key={SECRET}",
]


@pytest.mark.parametrize("address", WITH_SECRETS)
def test_an_address_with_a_secret_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="without user, password and query"):
        given_place(address)


@pytest.mark.parametrize("address", WITH_SECRETS)
def test_no_message_repeats_a_secret(address: str) -> None:
    with pytest.raises(InputError) as error:
        given_place(address)
    assert SECRET not in str(error.value)
    assert SECRET not in without_secrets(address)


@pytest.mark.parametrize("address", ["zip://a.zip::s3://bucket/b.zip", "file:///data", "s3://", "https:///"])
def test_what_is_no_address_of_recordings_is_refused(address: str) -> None:
    with pytest.raises(InputError):
        given_place(address)


def test_an_unknown_kind_of_address_is_told() -> None:
    with pytest.raises(InputError, match="nothing reads `gopher://`"):
        find_sound_files(given_place("gopher://host/site"))


def test_a_package_that_is_missing_is_named() -> None:
    with pytest.raises(MissingPackageError, match="gcsfs"):
        find_sound_files(given_place("gs://bucket/site"))


def test_a_slash_at_the_end_means_nothing() -> None:
    assert given_place("s3://bucket/site/") == given_place("S3://bucket/site")


def test_a_name_is_written_as_people_read_it() -> None:
    assert RemotePath("https://host/pond%20a/night%201.wav").name == "night 1.wav"


def test_a_key_of_a_bucket_is_taken_as_it_is() -> None:
    assert RemotePath("s3://bucket/night%201.wav").name == "night%201.wav"
