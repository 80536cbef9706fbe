/** A page that cannot be imported at all; the message is a sentence for the person who gave it. */
export class Unreadable extends Error {}
