// Places of the nodes of a parse tree above the spectrogram: leaves at their events, every join above what it joins.

export interface ParseTree {
  readonly channel: number;
  readonly leaves: readonly (number | null)[];
  readonly onsets_s: readonly number[];
  readonly offsets_s: readonly number[];
  /** Of each inner node the numbers of its children; leaves are numbered first, the last node is the root. */
  readonly children: readonly (readonly number[])[];
  readonly labels: readonly (string | null)[];
  readonly scores: readonly (number | null)[];
}

export interface TreeNode {
  /** Middle of what it spans, and the span. */
  readonly at_s: number;
  readonly from_s: number;
  readonly to_s: number;
  /** 0 for leaves, else one more than the highest child. */
  readonly height: number;
  readonly children: readonly TreeNode[];
  readonly label: string;
  readonly score: number | null;
}

/** Place the nodes; inner nodes only, each after its children, so that the last one is the root. */
export function placeTree(tree: Omit<ParseTree, "channel">): TreeNode[] {
  const nodes: TreeNode[] = tree.leaves.map((_, leaf) => {
    const [from_s, to_s] = [tree.onsets_s[leaf] ?? 0, tree.offsets_s[leaf] ?? 0];
    return { at_s: (from_s + to_s) / 2, from_s, to_s, height: 0, children: [], label: "", score: null };
  });
  tree.children.forEach((numbers, place) => {
    const children = numbers.flatMap((number) => nodes[number] ?? []);
    const at = children.map((child) => child.at_s);
    nodes.push({
      at_s: (Math.min(...at) + Math.max(...at)) / 2,
      from_s: Math.min(...children.map((child) => child.from_s)),
      to_s: Math.max(...children.map((child) => child.to_s)),
      height: 1 + Math.max(...children.map((child) => child.height)),
      children,
      label: tree.labels[place] ?? "",
      score: tree.scores[place] ?? null,
    });
  });
  return nodes.slice(tree.leaves.length);
}
