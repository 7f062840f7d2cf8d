import { countApproval } from "./approval.ts";
import { countBudgetGreedy, countBudgetPhragmen, countBudgetShares } from "./budget.ts";
import { countExhaustively } from "./committees.ts";
import { countCopeland } from "./copeland.ts";
import type { Count, Election } from "./election.ts";
import { countEqualShares } from "./equal-shares.ts";
import { countIrv } from "./irv.ts";
import { countMajorityJudgment } from "./majority-judgment.ts";
import { countMinimax } from "./minimax.ts";
import { countRankedPairs } from "./ranked-pairs.ts";
import { countBorda, countBucklin, countPlurality } from "./ranked-sums.ts";
import { countSchulze } from "./schulze.ts";
import { countDots, countScore } from "./score.ts";
import { countSeqPav } from "./seq-pav.ts";
import { countSeqPhragmen } from "./seq-phragmen.ts";
import { countStv } from "./stv.ts";
import { countYesNo } from "./yes-no.ts";

/**
 * Counts an election. The same ballots, in any order, always give the same result: nothing is
 * random, nothing is rounded (but for STV's decimals, where its rules say so), and ties that the
 * recorded lot does not decide are all reported.
 * @throws RangeError if a rule that compares all committees would have too many of them
 */
export function count(election: Election): Count {
  switch (election.method) {
    case "schulze":
      return countSchulze(election);
    case "ranked-pairs":
      return countRankedPairs(election);
    case "minimax":
      return countMinimax(election);
    case "copeland":
      return countCopeland(election);
    case "irv":
      return countIrv(election);
    case "bucklin":
      return countBucklin(election);
    case "plurality":
      return countPlurality(election);
    case "borda":
      return countBorda(election);
    case "stv":
      return countStv(election);
    case "av":
    case "sav":
      return countApproval(election);
    case "pav":
    case "cc":
    case "minimaxav":
      return countExhaustively(election);
    case "seqpav":
      return countSeqPav(election);
    case "seqphragmen":
      return countSeqPhragmen(election);
    case "equal-shares":
      return countEqualShares(election);
    case "budget-shares":
      return countBudgetShares(election);
    case "budget-greedy":
      return countBudgetGreedy(election);
    case "budget-phragmen":
      return countBudgetPhragmen(election);
    case "majority-judgment":
      return countMajorityJudgment(election);
    case "score":
      return countScore(election);
    case "dots":
      return countDots(election);
    case "yes-no":
      return countYesNo(election);
  }
}
