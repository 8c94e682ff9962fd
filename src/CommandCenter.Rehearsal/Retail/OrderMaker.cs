using System.Globalization;

namespace CommandCenter.Rehearsal.Retail;

/// <summary>Makes the order that a number stands for: a pure function of seed, number and when it was placed.</summary>
internal static class OrderMaker
{
    private const ulong Stream = 2;
    private static readonly string[] firstNames = ["Ana", "Ben", "Chloe", "Dev", "Elena", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi", "Lena", "Mateo", "Nora", "Omar", "Priya"];
    private static readonly string[] lastNames = ["Abbott", "Brandt", "Castillo", "Dunn", "Eze", "Fischer", "Garcia", "Hale", "Ito", "Jensen", "Kim", "Lopez", "Moreau", "Novak", "Owens", "Patel"];
    private static readonly string[] parcelCarriers = ["NRTH", "PWAY"];

    public static RetailOrder Make(long seed, long number, DateTimeOffset arrived, double speed)
    {
        var dice = Dice.For(seed, number, Stream);
        var lane = Lane.At(dice.Unit());
        var brand = dice.Chance(0.78) ? "AR" : "HB";
        var key = OrderKeys.Of(seed, number, brand);
        var region = dice.Unit() switch { < 0.36 => "west", < 0.5 => "mountain", < 0.72 => "central", _ => "east" };
        var channel = lane == Lane.Marketplace ? "marketplace" : lane == Lane.Exchange ? "store" : dice.Unit() switch { < 0.62 => "web", < 0.93 => "app", _ => "store" };
        var store = lane.IsFromStore || channel == "store" ? dice.Of(Network.StoresOf(region)) : null;
        var node = lane.IsFromStore ? store!.Node : Network.CentreOf(region);
        var lines = Basket(ref dice, lane);
        var parcels = Pack(ref dice, number, lane, node, region, lines);
        var placed = BusinessClock.WholeSeconds(arrived);
        var register = channel == "store" ? (dice.Below(9) + 1).ToString("00", CultureInfo.InvariantCulture) : null;
        var shipBy = Timetable.ShipBy(placed, node.CutOffHour, speed);
        return new RetailOrder
        {
            Number = number,
            Key = key,
            PlacedAt = placed,
            ArrivedAt = arrived,
            Lane = lane,
            OrchestrationOwns = TrafficSlot.IsOrchestration(key, lane.OrchestrationPercent),
            Brand = brand,
            Channel = channel,
            Region = region,
            Store = store,
            Register = register,
            Receipt = register is null ? null : string.Create(CultureInfo.InvariantCulture, $"{store!.Number}-{register}-{BusinessZone.Day(placed)}-{number % 10000:0000}"),
            WebNumber = string.Create(CultureInfo.InvariantCulture, $"W{brand[0]}{10_000_000 + number}"),
            MarketplaceNumber = lane == Lane.Marketplace ? string.Create(CultureInfo.InvariantCulture, $"{114 + number % 3}-{1_000_000 + number * 7919 % 9_000_000}-{2_000_000 + number}") : null,
            OriginalKey = lane == Lane.Exchange ? OrderKeys.Of(seed, 3_000_000_000 + number, brand) : null,
            Customer = new Customer(
                string.Create(CultureInfo.InvariantCulture, $"C{dice.Below(4_000_000):0000000}"),
                dice.Of(firstNames) + " " + dice.Of(lastNames),
                string.Create(CultureInfo.InvariantCulture, $"+1 555 {dice.Below(1000):000} {dice.Below(10000):0000}")),
            Lines = lines,
            Money = Price(ref dice, lane, lines),
            Parcels = parcels,
            ShipBy = lane.IsPickup ? null : shipBy,
            DeliverBy = lane.IsPickup ? null : BusinessClock.WholeSeconds(shipBy + TimeSpan.FromHours(30) / speed),
            ReadyBy = lane.IsPickup ? BusinessClock.WholeSeconds(placed + TimeSpan.FromHours(2) / speed) : null,
        };
    }

    private static RetailLine[] Basket(ref Dice dice, Lane lane)
    {
        var count = dice.Unit() switch { < 0.44 => 1, < 0.70 => 2, < 0.85 => 3, < 0.93 => 4, < 0.975 => 5, _ => 6 };
        var shelf = lane == Lane.HighValue ? Catalogue.HighValue : lane == Lane.Regulated ? Catalogue.Regulated : Catalogue.Ordinary;
        count = Math.Min(count, shelf.Count);
        var method = lane.IsPickup ? "pickup" : "ship";
        var taken = new List<RetailLine>(count);
        for (var i = 1; i <= count; i++)
        {
            // cheaper things sell more often, and together
            var sku = dice.Of(shelf);
            for (var again = 0; again < 4 && (taken.Exists(l => l.Sku == sku) || (sku.Cents > 4000 && sku.Cents < 20000 && dice.Chance(count == 1 ? 0.15 : 0.6))); again++)
            {
                sku = dice.Of(shelf);
            }

            if (taken.Exists(l => l.Sku == sku))
            {
                continue;
            }

            taken.Add(new RetailLine(taken.Count + 1, sku, dice.Chance(0.1) && lane != Lane.HighValue ? 2 : 1, method));
        }

        return [.. taken];
    }

    private static Money Price(ref Dice dice, Lane lane, RetailLine[] lines)
    {
        var goods = lines.Sum(l => l.Sku.Cents * l.Quantity);
        var discount = dice.Chance(0.22) ? goods * 15 / 100 : 0;
        var shipping = lane.IsPickup || lane == Lane.Exchange || goods - discount >= 5000 ? 0 : 595;
        var tax = (long)Math.Round((goods - discount) * dice.Of<double>([0.0725, 0.0825, 0.0625, 0.0]), MidpointRounding.AwayFromZero);
        var total = goods - discount + shipping + tax;
        return new Money(goods, discount, shipping, tax, dice.Chance(0.025) ? Math.Max(100, total * dice.Below(60) / 100) : 0);
    }

    private static Parcel[] Pack(ref Dice dice, long number, Lane lane, Node node, string region, RetailLine[] lines)
    {
        // 56 % of orders have two lines or more and 87 % may be split, so this chance makes 9 % of all
        var split = dice.Chance(0.185) && lines.Length > 1 && !lane.IsPickup;
        var carrier = lane.IsPickup ? "" : lane == Lane.ShipFromStore && dice.Chance(0.3) ? "METR" : dice.Of(parcelCarriers);
        var service = lane.IsPickup ? "" : lane == Lane.Marketplace ? "TWO_DAY" : "GROUND";
        var first = split ? lines[..(lines.Length / 2)] : lines;
        var parcel = new Parcel(1, node, carrier, service, Tracking(number, 1, carrier), first);
        if (!split)
        {
            return [parcel];
        }

        // what one place lacks, the next of its kind sends: another store of the region, another centre
        Node[] kind = lane.IsFromStore ? [.. Network.StoresOf(region).Select(s => s.Node)] : [.. Network.Centres];
        var other = kind[(Array.IndexOf(kind, node) + 1) % kind.Length];
        return [parcel, new Parcel(2, other, carrier, service, Tracking(number, 2, carrier), lines[(lines.Length / 2)..])];
    }

    private static string Tracking(long number, int parcel, string carrier) =>
        carrier.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"1{carrier[0]}{(number * 10 + parcel) * 7919 % 1_000_000_000_000:000000000000}");
}
