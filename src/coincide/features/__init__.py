"""Stage 2: samples become frames.

In: blocks of samples (time,). Out: levels in dB (frames, bands).

- `settings`: frame length, step and bands.
- `mel`: mel-spaced triangular filters for any rate.
- `leaks`: what bands hold of the sound in others, through the window.
- `limit`: up to which frequency there is sound, where an encoder left out what is higher.
- `noise`: white noise that levels are compared with.
- `spectrogram`: frames on a grid that does not depend on blocks.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.features.leaks import leakage as leakage
    from coincide.features.limit import limit_hz as limit_hz
    from coincide.features.mel import Spacing as Spacing
    from coincide.features.mel import band_edges_hz as band_edges_hz
    from coincide.features.mel import hz_from_mel as hz_from_mel
    from coincide.features.mel import mel_filterbank as mel_filterbank
    from coincide.features.mel import mel_from_hz as mel_from_hz
    from coincide.features.noise import white_noise as white_noise
    from coincide.features.settings import ULTRASOUND_FROM_HZ as ULTRASOUND_FROM_HZ
    from coincide.features.settings import FeatureSettings as FeatureSettings
    from coincide.features.spectrogram import AUDIBLE_RATE_HZ as AUDIBLE_RATE_HZ
    from coincide.features.spectrogram import FLOOR_POWER as FLOOR_POWER
    from coincide.features.spectrogram import FrameGrid as FrameGrid
    from coincide.features.spectrogram import Spectrograph as Spectrograph
    from coincide.features.spectrogram import frame_grid as frame_grid

__getattr__, __dir__ = lazy_exports(__name__)
