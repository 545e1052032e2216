export { deleteChangelog } from './delete-changelog.ts'
export { getChangelog } from './get-changelog.ts'
export { putChangelog } from './put-changelog.ts'
export { Changelog, ChangelogPath, PutChangelog } from './schema.ts'
