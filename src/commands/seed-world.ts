/** The world that the API references use in their examples. Fixed ids make seeding it twice the same as once. */

export interface SeedUser {
  id: string
  username: string
  email: string
  displayName: string
  bio: string | null
}

export interface SeedVersion {
  id: string
  version: string
  changelog: string
  pumpkinVersionMin: string
  pumpkinVersionMax: string | null
  downloads: number
  publishedAt: string
}

export interface SeedPlugin {
  id: string
  author: string
  slug: string
  name: string
  shortDescription: string
  description: string
  license: string
  categories: string[]
  createdAt: string
  versions: SeedVersion[]
}

const user = (n: number, username: string, displayName: string, bio: string | null = null): SeedUser => ({
  id: `a1000000-0000-0000-0000-${pad(n)}`,
  username,
  email: `${username}@example.com`,
  displayName,
  bio,
})

export const USERS: SeedUser[] = [
  user(1, 'rustcraftdev', 'RustCraft Dev', 'Core libraries for Pumpkin servers.'),
  user(2, 'rustdev', 'Rust Developer', 'Minecraft plugin developer'),
  user(3, 'octocat', 'The Octocat'),
]

export const PLUGINS: SeedPlugin[] = [
  plugin(1, 'rustcraftdev', 'pumpkin-core', 'PumpkinCore', ['library', 'utility'], {
    summary: 'Shared foundations for Pumpkin plugins: events, configuration and storage.',
    createdAt: '2025-05-01T10:00:00Z',
    versions: [
      version(
        1,
        '0.1.0',
        '0.1.0',
        null,
        4200,
        '2025-05-01T10:00:00Z',
        '## Initial release\n- Event bus\n- Configuration',
      ),
      version(
        2,
        '0.2.0',
        '0.2.0',
        null,
        5100,
        '2025-08-15T09:30:00Z',
        '- Storage API\n- Faster event dispatch',
      ),
    ],
  }),
  plugin(2, 'rustdev', 'pumpkin-guard', 'PumpkinGuard', ['security', 'management'], {
    summary: 'Anti-cheat detection with configurable thresholds.',
    createdAt: '2025-06-15T10:00:00Z',
    versions: [
      version(
        3,
        '0.1.0',
        '0.1.0',
        '0.2.x',
        900,
        '2025-06-15T10:00:00Z',
        '## Initial release\n- Core anti-cheat detection',
      ),
      version(
        4,
        '0.2.0',
        '0.1.0',
        '0.2.x',
        1850,
        '2025-09-01T12:00:00Z',
        '- Movement checks\n- Alerts for staff',
      ),
      version(
        5,
        '0.3.0',
        '0.2.0',
        '0.3.x',
        3150,
        '2025-11-01T09:00:00Z',
        '- Configurable thresholds via TOML\n- False-positive reduction',
      ),
    ],
  }),
  plugin(3, 'rustcraftdev', 'economine', 'EconoMine', ['economy'], {
    summary: 'Currencies, shops and trade for survival servers.',
    createdAt: '2025-07-01T08:00:00Z',
    versions: [
      version(
        6,
        '1.0.0',
        '0.1.0',
        '0.3.x',
        1400,
        '2025-07-01T08:00:00Z',
        '## Initial release\n- Accounts and shops',
      ),
      version(
        7,
        '1.1.0',
        '0.2.0',
        '0.3.x',
        2300,
        '2025-10-10T16:00:00Z',
        '- Auctions\n- Needs PumpkinCore 0.2',
      ),
    ],
  }),
  plugin(4, 'octocat', 'terracraft', 'TerraCraft', ['world-generation'], {
    summary: 'Biomes, rivers and structures with a seed you can share.',
    createdAt: '2025-08-01T08:00:00Z',
    versions: [
      version(8, '0.5.0', '0.1.0', '0.2.x', 760, '2025-08-01T08:00:00Z', '## First public version'),
      version(9, '0.6.0-beta.1', '0.2.0', '0.3.x', 120, '2025-11-20T08:00:00Z', '- River networks (beta)'),
    ],
  }),
  plugin(5, 'octocat', 'chatforge', 'ChatForge', ['chat', 'social'], {
    summary: 'Channels, formats and filters for server chat.',
    createdAt: '2025-09-10T08:00:00Z',
    versions: [
      version(
        10,
        '1.0.0',
        '0.1.0',
        null,
        980,
        '2025-09-10T08:00:00Z',
        '## Initial release\n- Channels\n- Formats',
      ),
      version(
        11,
        '1.0.1',
        '0.1.0',
        null,
        640,
        '2025-10-02T08:00:00Z',
        '- Filters no longer match inside words',
      ),
    ],
  }),
]

function plugin(
  n: number,
  author: string,
  slug: string,
  name: string,
  categories: string[],
  rest: { summary: string; createdAt: string; versions: SeedVersion[] },
): SeedPlugin {
  return {
    id: `b3000000-0000-0000-0000-${pad(n)}`,
    author,
    slug,
    name,
    shortDescription: rest.summary,
    description: `# ${name}\n\n${rest.summary}`,
    license: 'MIT',
    categories,
    createdAt: rest.createdAt,
    versions: rest.versions,
  }
}

function version(
  n: number,
  number: string,
  min: string,
  max: string | null,
  downloads: number,
  publishedAt: string,
  changelog: string,
): SeedVersion {
  return {
    id: `d4000000-0000-0000-0000-${pad(n)}`,
    version: number,
    changelog,
    pumpkinVersionMin: min,
    pumpkinVersionMax: max,
    downloads,
    publishedAt,
  }
}

function pad(n: number): string {
  return String(n).padStart(12, '0')
}
