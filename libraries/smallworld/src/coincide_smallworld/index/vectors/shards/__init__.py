"""Several graphs walked as one: each holds a range of rows, and a query has one pool for all.

walking    the compiled walk
search     what it looks at, and the search from Python
"""

from coincide_smallworld.index.vectors.shards.search import ShardSearch as ShardSearch
from coincide_smallworld.index.vectors.shards.search import can_be_joined as can_be_joined
