"""Recognizers that run in the browser: that of the catalog for sound, and a pretrained one for pictures."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from coincide.app.live_models import MakingState
from coincide.recognize.live.manifest import LiveManifest
from coincide.web.errors import responses
from coincide.web.ranges import BINARY, bytes_response
from coincide.web.served import Here
from coincide.workflow.export.live import LiveRecognizer

router = APIRouter(prefix="/api/live", tags=["live"])


@router.get("", responses=responses(404))
def get_manifest(here: Here) -> LiveManifest:
    """Describe the recognizer of the catalog; makes it first if the model or the labels have changed."""
    return here.recognizers.sound().manifest


@router.get("/making", responses=responses())
def get_making(here: Here) -> MakingState:
    """Report how far the recognizer is from being ready."""
    return here.recognizers.making()


@router.get("/model.onnx", response_class=Response, responses={**responses(404), **BINARY})
def get_model(request: Request, here: Here) -> Response:
    """Return the recognizer of the catalog."""
    return _model(request, here.recognizers.sound())


@router.get("/image.json", responses=responses(404))
def get_image_manifest(here: Here) -> LiveManifest:
    """Describe the recognizer of pictures, if its weights are on this computer."""
    return here.recognizers.image().manifest


@router.get("/image.onnx", response_class=Response, responses={**responses(404), **BINARY})
def get_image_model(request: Request, here: Here) -> Response:
    """Return the recognizer of pictures."""
    return _model(request, here.recognizers.image())


def _model(request: Request, made: LiveRecognizer) -> Response:
    etag = f'"{made.manifest.sha256}"'
    return bytes_response(request, lambda: made.model, media_type="application/octet-stream", etag=etag)
