// Which channel of a recording is looked at and heard: one of them, or all mixed.
//
// Where events were looked for in the mix, they are shown over every channel; where channels were searched apart, each
// shows its own events and trees.

import type { RecordingSummary } from "../server/api.ts";
import { h } from "../parts/dom.ts";

/** Counted from 0; null for all of them mixed. */
export type Channel = number | null;

type Channels = Pick<RecordingSummary, "n_channels" | "searched_channels">;

/** What there is to choose from. */
export function channelsOf({ n_channels, searched_channels }: Channels): Channel[] {
  const each = Array.from({ length: n_channels }, (_, channel) => channel);
  if (n_channels === 1) return [null];
  return searched_channels.length === 0 ? [null, ...each] : each;
}

/** The channel to begin with: one in which events were looked for. */
export function firstChannel({ n_channels, searched_channels }: Channels): Channel {
  return n_channels === 1 ? null : (searched_channels[0] ?? null);
}

/** Whether an event or a tree of a channel belongs to what is looked at. */
export function belongs({ channel }: { readonly channel: number }, looked: Channel, { searched_channels }: Channels): boolean {
  return looked === null || searched_channels.length === 0 || channel === looked;
}

/** How a channel is asked for in an address that has other parameters, too. */
export function channelQuery(channel: Channel): string {
  return channel === null ? "" : `&channel=${channel}`;
}

export interface ChannelPicker {
  /** Null where there is nothing to choose. */
  readonly element: HTMLElement | null;
  show(channel: Channel): void;
}

/** A field to choose a channel by. */
export function channelPicker(recording: Channels, choose: (channel: Channel) => void): ChannelPicker {
  const channels = channelsOf(recording);
  const select = h(
    "select",
    { onchange: () => choose(channels[select.selectedIndex] ?? null) },
    channels.map((channel) => h("option", null, nameOf(channel, recording.n_channels))),
  );
  const show = (channel: Channel): void => {
    select.selectedIndex = channels.indexOf(channel);
  };
  show(firstChannel(recording));
  return { element: channels.length < 2 ? null : h("label", { class: "field" }, "Channel", select), show };
}

function nameOf(channel: Channel, n_channels: number): string {
  if (channel === null) return "all mixed";
  return n_channels === 2 ? `${channel}, ${channel === 0 ? "left" : "right"}` : String(channel);
}
