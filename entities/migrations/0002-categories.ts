import { Migration } from '@mikro-orm/migrations'

/** The 17 categories of the registry, in their order. */
export class Migration0002Categories extends Migration {
  override async up(): Promise<void> {
    for (const [index, [number, slug, name, icon, description]] of categories.entries()) {
      await this.execute(
        `insert into categories (id, slug, name, description, icon, display_order, created_at)
         values (?, ?, ?, ?, ?, ?, '2026-03-06T12:00:00Z')`,
        [`c2000000-0000-0000-0000-0000000000${number}`, slug, name, description, icon, index + 1],
      )
    }
  }
}

const categories = [
  ['09', 'adventure', 'Adventure', 'compass', 'Quests, dungeons, RPG mechanics and narrative experiences.'],
  ['02', 'chat', 'Chat', 'message-square', 'Chat formatting, channels, filters and messaging.'],
  ['10', 'decoration', 'Decoration', 'palette', 'Furniture, cosmetics and ways to embellish builds.'],
  ['03', 'economy', 'Economy', 'coins', 'Currencies, shops, auctions and trade.'],
  ['11', 'equipment', 'Equipment', 'swords', 'Weapons, armour, tools and enchantments.'],
  ['12', 'game-mechanics', 'Game Mechanics', 'gamepad-2', 'New rules and changes to how the game plays.'],
  ['13', 'library', 'Library', 'code', 'Shared code and APIs that other plugins build on.'],
  ['04', 'management', 'Management', 'shield', 'Permissions, moderation and server administration.'],
  ['05', 'minigame', 'Minigame', 'trophy', 'Arenas, matches, scoreboards and party games.'],
  ['14', 'mobs', 'Mobs', 'bug', 'New creatures, spawning rules and behaviour.'],
  ['06', 'optimization', 'Optimization', 'zap', 'Faster ticks, less memory and smoother play.'],
  ['01', 'security', 'Security', 'lock', 'Anti-cheat, protection and access control.'],
  ['15', 'social', 'Social', 'users', 'Friends, parties, guilds and communities.'],
  ['16', 'storage', 'Storage', 'database', 'Databases, backups, inventories and containers.'],
  ['17', 'transportation', 'Transportation', 'arrow-right-left', 'Teleports, portals, vehicles and travel.'],
  ['07', 'utility', 'Utility', 'wrench', 'Everyday tools for players and operators.'],
  ['08', 'world-generation', 'World Generation', 'globe', 'Terrain, biomes, structures and dimensions.'],
] as const
