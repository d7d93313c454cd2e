"""Neural networks out of tensors: from data to a function that was learned.

- `layer`: what a layer is; `dense`, `convolution`, `normalization`, `embedding`, `dropout`: the layers.
- `network`: layers one after another.
- `losses`: cross-entropy, triplet and clustering loss.
- `optimizers`: SGD with momentum, Adam, AdamW.
- `fit`: the training loop.
- `files`: networks as safetensors.
"""

from __future__ import annotations

from coincide_primer.networks.convolution import Convolution as Convolution
from coincide_primer.networks.dense import Dense as Dense
from coincide_primer.networks.dropout import Dropout as Dropout
from coincide_primer.networks.embedding import Embedding as Embedding
from coincide_primer.networks.files import load_network as load_network
from coincide_primer.networks.files import save_network as save_network
from coincide_primer.networks.fit import Epoch as Epoch
from coincide_primer.networks.fit import fit as fit
from coincide_primer.networks.fit import print_progress as print_progress
from coincide_primer.networks.layer import Layer as Layer
from coincide_primer.networks.losses import clustering_loss as clustering_loss
from coincide_primer.networks.losses import cross_entropy as cross_entropy
from coincide_primer.networks.losses import log_softmax as log_softmax
from coincide_primer.networks.losses import triplet_loss as triplet_loss
from coincide_primer.networks.network import Network as Network
from coincide_primer.networks.network import flatten as flatten
from coincide_primer.networks.normalization import Normalization as Normalization
from coincide_primer.networks.optimizers import Adam as Adam
from coincide_primer.networks.optimizers import AdamW as AdamW
from coincide_primer.networks.optimizers import Optimizer as Optimizer
from coincide_primer.networks.optimizers import Sgd as Sgd
