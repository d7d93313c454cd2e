"""Learning from games of a search, or of a network, against itself.

- `selfplay`: the games of a search, with where it looked, as lessons
- `from_records`: records of games as lessons
- `lessons`: their positions as arrays
- `model`, `checkpoint`: the network in torch, and a training on disk
- `evaluator`: a trained network that answers on a graphics card
- `train`: training on lessons (chapters 7 and 14)
- `episodes`, `rounds`: games of a network alone, and learning from them round by round (chapter 9), by
- `reinforce` (chapter 10), `q_learning` (chapter 11), or `actor_critic` (chapter 12)
"""
