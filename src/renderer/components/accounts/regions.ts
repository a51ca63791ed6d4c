/** Regions offered while typing; any other id can be typed. Ids as the service has them. */
export const knownRegions: readonly { id: string; name: string }[] = [
  { id: 'cn-north-4', name: 'CN North-Beijing4' },
  { id: 'cn-north-1', name: 'CN North-Beijing1' },
  { id: 'cn-north-9', name: 'CN North-Ulanqab1' },
  { id: 'cn-east-3', name: 'CN East-Shanghai1' },
  { id: 'cn-east-2', name: 'CN East-Shanghai2' },
  { id: 'cn-south-1', name: 'CN South-Guangzhou' },
  { id: 'cn-southwest-2', name: 'CN Southwest-Guiyang1' },
  { id: 'ap-southeast-1', name: 'CN-Hong Kong' },
  { id: 'ap-southeast-2', name: 'AP-Bangkok' },
  { id: 'ap-southeast-3', name: 'AP-Singapore' },
  { id: 'ap-southeast-4', name: 'AP-Jakarta' },
  { id: 'af-south-1', name: 'AF-Johannesburg' },
  { id: 'af-north-1', name: 'AF-Cairo' },
  { id: 'la-north-2', name: 'LA-Mexico City2' },
  { id: 'la-south-2', name: 'LA-Santiago' },
  { id: 'sa-brazil-1', name: 'LA-Sao Paulo1' },
  { id: 'tr-west-1', name: 'TR-Istanbul' },
  { id: 'me-east-1', name: 'ME-Riyadh' },
  { id: 'eu-west-101', name: 'EU-Dublin' },
]

/** The region's name in the vendor's console, `null` for one that isn't known. */
export function regionName(id: string): string | null {
  return knownRegions.find((region) => region.id === id)?.name ?? null
}
