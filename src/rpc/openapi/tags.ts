/** What each router is about, under the heading readers find it. The order is the order of the document. */
const GROUPS: Record<string, Record<string, string>> = {
  Platform: {
    platform: 'Whether the service works, and its public figures.',
  },
  Account: {
    auth: 'Registration, sign-in by password, e-mail verification, password reset and the own profile.',
    oauth: 'Sign-in with GitHub, Google or Discord.',
    sessions: 'Where you are signed in, and signing out there.',
    users: 'Public profiles and what people have published.',
    apiKeys: 'Keys for programs: scopes, expiry, rate limits, rotation and usage.',
    notifications: 'What happened to things you own or wrote.',
    orgs: 'Organisations: the tenants, with their members, plan and API settings.',
  },
  Registry: {
    categories: 'The categories plugins can be in.',
    plugins: 'Plugins: the pages under which versions are published.',
    versions: 'Releases of a plugin: strict semantic versions that can be yanked but never replaced.',
    binaries: 'The files of a version, at most one per platform.',
    dependencies: 'What versions need of other plugins, the resolved graph and dependants.',
    search: 'Full-text search with facets, and suggestions.',
    pumpkinVersions: 'The known versions of Pumpkin.',
    reviews: 'Ratings and texts by users, and what their readers and the plugin’s author do about them.',
    media: 'The gallery of a plugin: images and videos.',
    icons: 'The icon of a plugin.',
    changelogs: 'The changelog of a plugin.',
    analytics: 'Download statistics for authors and the public charts.',
  },
  Marketplace: {
    personas: 'What listings offer. A persona belongs to an organisation.',
    marketplace: 'Publish listings through moderation, install, buy, fork and rate them.',
    listings: 'Listings in the shape of the tenant API, for programs that export them.',
    files: 'Uploads that pass a quarantine; only approved files can be read.',
  },
  Moderation: {
    listingDecisions: 'Decisions about listings that the moderation did not let through.',
    fileDecisions: 'Decisions about uploaded files, above all those the scanner could not tell about.',
    reports: 'Reports by users and the decisions about them.',
    reviewReports: 'What users reported about reviews, and the decisions of the staff.',
    moderation: 'Measures against users, and their append-only log.',
    admin: 'Work of the platform staff.',
  },
  Integration: {
    webhooks: 'Signed deliveries of events to URLs of your own.',
  },
}

/** The tags that are in use, described. A tag the table does not know comes last and undescribed: the lint finds it. */
export function tagsOf(used: Set<string>) {
  const known = Object.values(GROUPS).flatMap((tags) => Object.entries(tags))
  const unknown = [...used].filter((tag) => !known.some(([name]) => name === tag))
  return [
    ...known.filter(([name]) => used.has(name)).map(([name, description]) => ({ name, description })),
    ...unknown.map((name) => ({ name })),
  ]
}

/** The headings over the tags that are in use (`x-tagGroups`). */
export const tagGroupsOf = (used: Set<string>) =>
  Object.entries(GROUPS)
    .map(([name, tags]) => ({ name, tags: Object.keys(tags).filter((tag) => used.has(tag)) }))
    .filter(({ tags }) => tags.length > 0)
