import type { Checks } from '../checks';
import type { Pipeline } from '../client/pipeline';
import type { SlackReceiver } from '../client/slack-receiver';
import type { Narrator } from '../narrator';

/** What every step of the story works with. */
export interface Story {
  readonly pipeline: Pipeline;
  readonly slack: SlackReceiver;
  readonly narrator: Narrator;
  readonly checks: Checks;
}
