export { listActions } from './list-actions.ts'
export { logAction } from './log-action.ts'
export { ListActions, ModerationAction, ModerationLog, TakeAction } from './schema.ts'
export { takeAction } from './take-action.ts'
