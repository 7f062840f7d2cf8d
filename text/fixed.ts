/** Set phrases of the 政协: quoted to the letter or not at all, and never made up by the bot. */
export const fixedPhrases = {
  /** What 初选 goes by. */
  selectionRule: "党政所需、群众所盼、政协所能",
  /** Which matter is talked over where. */
  discussionScale: "大事大议、小事小议、急事快议",
  consultationPurpose: "协商于民、协商为民",
} as const;

/** Said wherever somebody begins: in 帮助, after 开通 and in a group's notice. */
export const noSecretsHere = "涉密和内部事项，请不要在群里和这里说。";

/** The three sides of `selectionRule`, one by one. */
export const screeningAxisNames = {
  need: "党政所需",
  wish: "群众所盼",
  ability: "政协所能",
} as const;

/** The three kinds of `discussionScale`, one by one. */
export const topicSizeNames = {
  major: "大事大议",
  minor: "小事小议",
  urgent: "急事快议",
} as const;
