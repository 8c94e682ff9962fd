using System.Globalization;

namespace CommandCenter.Rehearsal.Retail;

/// <param name="Code">Style, number, colour, size: <c>TEE-1042-NVY-M</c>.</param>
/// <param name="Cents">Unit price.</param>
/// <param name="Class">apparel, home, jewellery or regulated.</param>
internal sealed record Sku(string Code, long Cents, string Class);

/// <summary>What is sold: styles in colours and sizes.</summary>
internal static class Catalogue
{
    private static readonly (string Style, int Number, long Cents)[] styles =
    [
        ("TEE", 1042, 1800), ("TEE", 1077, 2200), ("SHT", 2110, 3400), ("SHT", 2133, 3900), ("JNS", 3005, 5400), ("JNS", 3018, 6200), ("CHN", 3102, 4400),
        ("SWT", 4020, 4800), ("SWT", 4051, 6200), ("JKT", 5009, 8800), ("JKT", 5031, 11800), ("DRS", 6014, 5800), ("DRS", 6040, 7900), ("SKT", 6107, 3800),
        ("SOC", 7001, 1200), ("BLT", 7040, 2500), ("SCF", 7088, 1900), ("CAP", 7102, 1600), ("TWL", 8003, 1400), ("MUG", 8120, 1200), ("THR", 8207, 4900), ("PLW", 8233, 2800),
    ];

    private static readonly string[] colours = ["BLK", "NVY", "OAT", "MOS", "RST"];
    private static readonly string[] sizes = ["XS", "S", "M", "L", "XL"];

    public static IReadOnlyList<Sku> Ordinary { get; } = [.. styles.SelectMany(style => colours.SelectMany(c => sizes.Select(s => Make(style, c, s))))];

    public static IReadOnlyList<Sku> HighValue { get; } =
        [new("RNG-9010-GLD-7", 128000, "jewellery"), new("RNG-9010-GLD-8", 128000, "jewellery"), new("WCH-9102-STL-M", 94000, "jewellery"), new("NCK-9055-GLD-S", 76000, "jewellery")];

    public static IReadOnlyList<Sku> Regulated { get; } =
        [new("KNF-9301-STL-L", 8900, "regulated"), new("SPR-9320-CLR-M", 3600, "regulated"), new("BAT-9344-BLK-L", 7200, "regulated")];

    /// <summary>The SKUs whose stock is published: every style in two colours and one size.</summary>
    public static IReadOnlyList<Sku> Published { get; } = [.. Ordinary.Where((_, i) => i % 25 is 2 or 7)];

    private static Sku Make((string Style, int Number, long Cents) style, string colour, string size) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{style.Style}-{style.Number}-{colour}-{size}"), style.Cents, style.Number >= 8000 ? "home" : "apparel");
}
