import { collectionPublication } from "./collection.ts";
import { commonTopicPublication } from "./common-topic.ts";
import { digestPublication } from "./digest.ts";
import { meetingNoticePublication } from "./meeting-notice.ts";
import { minutesPublication } from "./minutes.ts";
import { opinionCallKind } from "./opinion-call.ts";
import { selectionPublication } from "./selection.ts";
import { selectionResult } from "./selection-result.ts";
import { rulingPublication } from "./ruling.ts";
import type { PublicationKind } from "../publication.ts";

/** Everything that goes to groups by confirmation or review. */
export const publicationKinds: readonly PublicationKind[] = [
  digestPublication,
  collectionPublication,
  commonTopicPublication,
  rulingPublication,
  opinionCallKind,
  selectionPublication,
  selectionResult,
  meetingNoticePublication,
  minutesPublication,
];
