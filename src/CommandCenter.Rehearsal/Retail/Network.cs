using System.Globalization;

namespace CommandCenter.Rehearsal.Retail;

/// <summary>A place that goods leave from.</summary>
/// <param name="Id">As both sides know it after translation, such as <c>SFS-0418</c> or <c>DC-RENO</c>.</param>
/// <param name="Site">Four digits, as the warehouse system numbers it.</param>
/// <param name="Region">west, mountain, central or east.</param>
/// <param name="CutOffHour">When the last carrier leaves, local hour.</param>
internal sealed record Node(string Id, string Site, string Region, bool IsStore, int CutOffHour);

/// <param name="Number">Four digits with leading zeros.</param>
internal sealed record Store(string Number, string City, Node Node)
{
    public string Region => Node.Region;
}

/// <summary>84 stores and 3 distribution centres.</summary>
internal static class Network
{
    private static readonly (string Region, int First, string Cities)[] regions =
    [
        ("west", 402, "Seattle Pike,Bellevue,Tacoma,Spokane,Portland,Beaverton,Eugene,Sacramento,Oakland,Berkeley,San Jose,Palo Alto,Fresno,Santa Barbara,Pasadena,Burbank,Irvine,San Diego,La Jolla,Honolulu,Santa Monica,Walnut Creek,Long Beach,Reno"),
        ("mountain", 61, "Boise,Salt Lake City,Provo,Denver,Boulder,Colorado Springs,Fort Collins,Albuquerque,Santa Fe,Phoenix,Scottsdale,Tucson,Las Vegas,Billings,Missoula,Cheyenne"),
        ("central", 203, "Minneapolis,Saint Paul,Madison,Milwaukee,Chicago Loop,Evanston,Naperville,Indianapolis,Columbus,Cleveland,Cincinnati,Detroit,Ann Arbor,Saint Louis,Kansas City,Omaha,Des Moines,Dallas,Fort Worth,Austin,Houston,San Antonio"),
        ("east", 7, "Boston,Cambridge,Providence,Hartford,New Haven,Manhattan,Brooklyn,White Plains,Albany,Buffalo,Philadelphia,Pittsburgh,Baltimore,Bethesda,Richmond,Raleigh,Charlotte,Charleston,Atlanta,Nashville,Tampa,Miami"),
    ];

    /// <summary>Distribution centres, the west's first.</summary>
    public static IReadOnlyList<Node> Centres { get; } =
    [
        new("DC-RENO", "0901", "west", IsStore: false, 16),
        new("DC-JOLIET", "0902", "central", IsStore: false, 17),
        new("DC-ALLENTOWN", "0903", "east", IsStore: false, 18),
    ];

    public static IReadOnlyList<Store> Stores { get; } = BuildStores();

    public static IReadOnlyList<string> Regions { get; } = [.. regions.Select(r => r.Region)];

    /// <summary>Stores that publish their stock; the rest are counted at night.</summary>
    public static IReadOnlyList<Node> StockedNodes { get; } =
        [.. Centres, .. Stores.Where((_, i) => i % 8 == 4).Select(s => s.Node)];

    public static IReadOnlyList<Store> StoresOf(string region) => storesByRegion[region];

    public static Node CentreOf(string region) => region switch
    {
        "central" => Centres[1],
        "east" => Centres[2],
        _ => Centres[0],
    };

    private static readonly Dictionary<string, IReadOnlyList<Store>> storesByRegion =
        Stores.GroupBy(s => s.Region, StringComparer.Ordinal).ToDictionary(g => g.Key, IReadOnlyList<Store> (g) => [.. g], StringComparer.Ordinal);

    private static Store[] BuildStores()
    {
        var stores = new List<Store>(84);
        foreach (var (region, first, cities) in regions)
        {
            var number = first;
            foreach (var city in cities.Split(','))
            {
                var site = number.ToString("0000", CultureInfo.InvariantCulture);
                stores.Add(new Store(site, city, new Node("SFS-" + site, site, region, IsStore: true, 16 + number % 3)));
                number += 4;
            }
        }

        return [.. stores];
    }
}
