/** 议题来源: who brought it up. */
export const topicSources = ["party-government", "committee", "member", "public"] as const;

export type TopicSource = (typeof topicSources)[number];

/** The office's words, in its order. */
export const topicSourceNames: Readonly<Record<TopicSource, string>> = {
  "party-government": "党政交题",
  committee: "政协选题",
  member: "委员荐题",
  public: "各方征题",
};
