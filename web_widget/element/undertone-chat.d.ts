/** Types of `<undertone-chat>` for pages written in TypeScript, and for editors. */

export type Feeling =
  | "joy" | "trust" | "fear" | "surprise" | "sadness" | "disgust" | "anger" | "anticipation";
export type Label = Feeling | "neutral";
export type Sense = "text" | "voice" | "face" | "behaviour";
export type Need =
  | "vent" | "comfort" | "calm" | "uplift" | "energise" | "celebrate" | "distract" | "focus";

/** `undertone:message`: something was said. The visitor's own words have no turn yet. */
export interface MessageDetail {
  from: "visitor" | "bot";
  turn: string | null;
  text: string;
}

/** `undertone:mood`: how the visitor sounds after a turn; an estimate, never a fact about a person. */
export interface MoodDetail {
  turn: string;
  label: Label;
  /** One per label, summing to 1. */
  probabilities: Record<Label, number>;
  /** -1 unpleasant to 1 pleasant. */
  valence: number;
  /** -1 calm to 1 excited. */
  arousal: number;
  /** 0 to 1. */
  confidence: number;
  trend: "falling" | "steady" | "rising";
  /** Whether the mood turned with this turn. */
  shift: boolean;
  /** Whether the visitor has put the reading right. */
  corrected: boolean;
  /** Whether two senses, each sure of itself, contradict each other. */
  mixed: boolean;
  /** What may help; null where nothing is called for, or the reading is unsure. */
  need: Need | null;
  /** What each sense that was read says alone. */
  parts: Partial<Record<Sense, { label: Label; valence: number; arousal: number; confidence: number }>>;
}

interface CardBase {
  id: string;
  title: string;
  /** One true sentence on why it is offered now. */
  why: string;
}

export interface TrackCard extends CardBase {
  kind: "track";
  artist: string;
  year: number | null;
  genres: string[];
  valence: number;
  arousal: number;
  feelings: Partial<Record<Feeling, number>>;
  /** Where to hear it, the visitor's own service first: searches, or the page of what was found. */
  links: { service: "spotify" | "youtube-music" | "apple-music" | "deezer"; url: string }[];
  /** The service that the visitor chose. */
  preferred: "spotify" | "youtube-music" | "apple-music" | "deezer" | null;
  /** The song itself, where a service was asked and has it; it may be found after the card was shown. */
  found: { service: "spotify" | "youtube-music" | "apple-music" | "deezer"; url: string; embed: string } | null;
  mood: Label | null;
}

export interface ExerciseCard extends CardBase {
  kind: "exercise";
  practice: "breathing" | "grounding" | "stretching" | "journaling";
  steps: {
    text: string;
    duration_s: number | null;
    breath: { in_s: number; hold_s: number; out_s: number; rest_s: number; rounds: number } | null;
    write: boolean;
  }[];
  ending: string;
  duration_s: number | null;
}

export interface ReadCard extends CardBase {
  kind: "read";
  form: "story" | "reflection" | "letter" | "poem" | "list";
  body: string;
  duration_s: number | null;
}

export interface ExportCard {
  kind: "export";
  title: string;
  why: string;
}

/** `undertone:card`: something was offered. Help lines are never told to the page. */
export type CardDetail = TrackCard | ExerciseCard | ReadCard | ExportCard;

/** `undertone:identity`: what the gateway says of the token given to `setUser`. */
export type IdentityDetail =
  /** `known`: whether this person has been here before. */
  | { accepted: true; known: boolean }
  | { accepted: false; code: "identity_invalid" | "not_available" };

/** `undertone:voice`: whether the visitor is listened to and spoken to, so that the page's own sound can make room. */
export interface VoiceDetail {
  /** `muted`: open, and nothing is heard. */
  microphone: "off" | "opening" | "on" | "muted";
  /** Whether a reply is being said aloud this moment. */
  speaking: boolean;
}

export interface UndertoneChatEventMap {
  "undertone-open": CustomEvent<null>;
  "undertone-close": CustomEvent<null>;
  "undertone:identity": CustomEvent<IdentityDetail>;
  /** Always; never what is said. */
  "undertone:voice": CustomEvent<VoiceDetail>;
  /** Only with `message` in the attribute `share-events`. */
  "undertone:message": CustomEvent<MessageDetail>;
  /** Only with `mood` in the attribute `share-events`, and never while sensing is paused. */
  "undertone:mood": CustomEvent<MoodDetail>;
  /** Only with `card` in the attribute `share-events`; again when more is known of it. */
  "undertone:card": CustomEvent<CardDetail>;
}

/**
 * `<undertone-chat>`.
 *
 * Attributes: `mode` (`floating` or `inline`), `theme` (`auto`, `light`, `dark`), `palette` (`pine`, `dusk`, `ember`),
 * `locale` (BCP 47), `heading` (the name at the top), `server` (the gateway's address), `voice` (`off`: no microphone and
 * nothing aloud), `camera` (`off`: no camera and no photo), `share-events` (any of `message mood card`, with
 * blanks between; without it the page is told nothing of the conversation).
 */
export class UndertoneChat extends HTMLElement {
  /** Show the conversation. */
  open(): void;
  /** Fold the conversation away; it goes on where it was, and what comes meanwhile is counted on the button. */
  close(): void;
  /** Stop hearing, speaking and seeing at once, as before a video of the page's own; the visitor may begin again. */
  silence(): void;
  /** Say something for the visitor, as when they press a button of the page's own. */
  send(text: string): void;
  /**
   * Tell who the visitor is, so that they are known in every session: a JWT that your server signed with the setting
   * `UNDERTONE_IDENTITY_SECRET`. It is kept in memory only. null: nobody is signed in any more.
   * Another person's conversation is cleared from the browser first.
   */
  setUser(token: string | null): void;

  addEventListener<K extends keyof UndertoneChatEventMap>(
    type: K, listener: (this: UndertoneChat, event: UndertoneChatEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof UndertoneChatEventMap>(
    type: K, listener: (this: UndertoneChat, event: UndertoneChatEventMap[K]) => unknown, options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** Add a language, or override words of one; a missing key is said in English. */
export function registerLanguage(tag: string, words: Record<string, unknown>): void;

declare global {
  interface HTMLElementTagNameMap {
    "undertone-chat": UndertoneChat;
  }
  interface DocumentEventMap extends UndertoneChatEventMap {}
}
