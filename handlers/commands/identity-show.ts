import { listPeopleByName } from "../../db/people.ts";
import { roleNames } from "../../domain/rights.ts";
import { whoYouAre } from "../../text/people.ts";
import { defineCommand } from "../command.ts";

export const identityShow = defineCommand({
  id: "identity-show",
  name: "我的身份",
  aliases: ["我是谁", "我的信息"],
  example: "我的身份",
  needs: "person",
  isWriting: false,
  args: {},
  async run({ tx, tenantId, person }) {
    const namesakes = await listPeopleByName(tx, tenantId, person.name);
    const self = namesakes.find((each) => each.id === person.id);
    return whoYouAre({
      name: person.name,
      title: person.title,
      salutation: person.salutation,
      position: person.position,
      units: self?.units ?? [],
      roles: person.roles.map((role) => roleNames[role]),
    });
  },
});
