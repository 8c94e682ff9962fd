namespace CommandCenter.Orders;

/// <summary>
/// The names of an order's facts. A fact is addressed by a flat path, so that mapping, folding, storing and comparing treat all alike:
/// <c>total</c>, <c>stage.routed</c>, <c>lines[2].sku</c>, <c>lines[2].picked</c>, <c>lines[2].shipments[S1].shipped</c>, <c>shipments[S1].carrier</c>.
/// What no one mapped keeps its own name behind <c>x.</c>.
/// </summary>
public static class FactPath
{
    public const string StagePrefix = "stage.";
    public const string UnmappedPrefix = "x.";

    /// <summary>When the side's order reached <paramref name="stage"/>.</summary>
    public static string OfStage(Stage stage) => StagePaths[(int)stage];

    public static string OfLine(string line, string field) => $"lines[{line}].{field}";

    public static string OfLineShipment(string line, string shipment, string field) => $"lines[{line}].shipments[{shipment}].{field}";

    /// <summary>Takes apart what <see cref="OfLineShipment"/> made; false for every other path.</summary>
    public static bool TryOfLineShipment(string path, out string line, out string shipment, out string field)
    {
        ArgumentNullException.ThrowIfNull(path);
        const string start = "lines[", middle = "].shipments[";
        (line, shipment, field) = ("", "", "");
        if (!path.StartsWith(start, StringComparison.Ordinal) || path.IndexOf(middle, StringComparison.Ordinal) is not (> 0 and var split)
            || path.IndexOf("].", split + middle.Length, StringComparison.Ordinal) is not (> 0 and var end))
        {
            return false;
        }

        (line, shipment, field) = (path[start.Length..split], path[(split + middle.Length)..end], path[(end + 2)..]);
        return true;
    }

    public static string OfShipment(string shipment, string field) => $"shipments[{shipment}].{field}";

    /// <summary><paramref name="collection"/>: a name of <see cref="Collections"/> other than <c>lines</c>.</summary>
    public static string OfElement(string collection, string id, string field) => $"{collection}[{id}].{field}";

    private static readonly string[] StagePaths = BuildStagePaths();

    private static string[] BuildStagePaths()
    {
        var paths = new string[Stages.All.Max(s => (int)s) + 1];
        foreach (var stage in Stages.All)
        {
            paths[(int)stage] = StagePrefix + stage.Name();
        }

        return paths;
    }

    /// <summary>Order-level facts that a mapping may fill, with their types. Anything else must be mapped as <c>x.name</c> (text).</summary>
    public static IReadOnlyDictionary<string, FactType> OrderFields { get; } = new Dictionary<string, FactType>(StringComparer.Ordinal)
    {
        ["sideId"] = FactType.Text, // the side's own id of the order
        ["webNumber"] = FactType.Text,
        ["marketplaceNumber"] = FactType.Text,
        ["receipt"] = FactType.Text,
        ["tracking"] = FactType.Text,
        ["copy"] = FactType.Flag, // true: this side holds a copy (mirror), the other side owns the order
        ["lane"] = FactType.Text,
        ["region"] = FactType.Text,
        ["brand"] = FactType.Text,
        ["channel"] = FactType.Text,
        ["tenant"] = FactType.Text,
        ["store"] = FactType.Text,
        ["register"] = FactType.Text,
        ["businessDate"] = FactType.Date,
        ["node"] = FactType.Text,
        ["skuClass"] = FactType.Text,
        ["wave"] = FactType.Text,
        ["placedAt"] = FactType.Instant,
        ["eligibleAt"] = FactType.Instant, // authorised and all holds cleared; routing time starts here
        ["reservedAt"] = FactType.Instant, // stock set aside for the whole order, where the side says when
        ["holdReason"] = FactType.Text,
        ["holdClearedAt"] = FactType.Instant,
        ["cancelReason"] = FactType.Text,
        ["shipBy"] = FactType.Instant,
        ["deliverBy"] = FactType.Instant,
        ["readyBy"] = FactType.Instant,
        ["currency"] = FactType.Text,
        ["goods"] = FactType.Money,
        ["tax"] = FactType.Money,
        ["shipping"] = FactType.Money,
        ["discount"] = FactType.Money,
        ["total"] = FactType.Money,
        ["authorised"] = FactType.Money,
        ["authorisationExpiresAt"] = FactType.Instant,
        ["captured"] = FactType.Money,
        ["refunded"] = FactType.Money,
        ["invoiced"] = FactType.Money,
        ["tenders"] = FactType.Text, // kinds joined by '+', such as card+gift-card
        ["customer"] = FactType.Text, // salted hash only
        ["address"] = FactType.Text, // where it is to go, salted hash only
        ["addressChangedAt"] = FactType.Instant, // the customer had it sent elsewhere
        ["taxExemption"] = FactType.Text, // the certificate that it is exempt by
        ["fraudVerdict"] = FactType.Text, // what the one screening said; it travels with the order
        ["status"] = FactType.Text, // the side's own word for where the order stands
        ["failure"] = FactType.Text, // why the side could not go on (routing failed, label refused)
        ["manualTouches"] = FactType.Integer,
    };

    /// <summary>Facts that say until when something holds: one of which only the day is known holds until that day ends.</summary>
    public static IReadOnlySet<string> Promises { get; } = new HashSet<string>(StringComparer.Ordinal) { "shipBy", "deliverBy", "readyBy", "authorisationExpiresAt", "expiresAt" };

    /// <summary>Facts that are kept as a salted hash only, whatever a plan says: who and where a person is, and what they pay with.</summary>
    public static IReadOnlySet<string> Hashed { get; } = new HashSet<string>(StringComparer.Ordinal) { "customer", "address", "reference" };

    /// <summary>Facts of one line: <c>lines[id].NAME</c>. Quantities per stage are absolute.</summary>
    public static IReadOnlyDictionary<string, FactType> LineFields { get; } = new Dictionary<string, FactType>(StringComparer.Ordinal)
    {
        ["sku"] = FactType.Text,
        ["quantity"] = FactType.Integer,
        ["unitPrice"] = FactType.Money,
        ["method"] = FactType.Text,
        ["node"] = FactType.Text,
        ["reserved"] = FactType.Integer,
        ["allocated"] = FactType.Integer,
        ["released"] = FactType.Integer,
        ["picked"] = FactType.Integer,
        ["packed"] = FactType.Integer,
        ["shipped"] = FactType.Integer,
        ["delivered"] = FactType.Integer,
        ["cancelled"] = FactType.Integer,
        ["returned"] = FactType.Integer,
    };

    /// <summary>Facts of one shipment: <c>shipments[id].NAME</c>.</summary>
    public static IReadOnlyDictionary<string, FactType> ShipmentFields { get; } = new Dictionary<string, FactType>(StringComparer.Ordinal)
    {
        ["node"] = FactType.Text,
        ["carrier"] = FactType.Text,
        ["service"] = FactType.Text,
        ["tracking"] = FactType.Text,
        ["labelAt"] = FactType.Instant,
        ["voidedAt"] = FactType.Instant,
        ["manifestedAt"] = FactType.Instant,
        ["shippedAt"] = FactType.Instant,
        ["deliveredAt"] = FactType.Instant,
        ["failure"] = FactType.Text,
        ["cost"] = FactType.Money, // what the carrier takes for it, whatever the customer paid
    };

    /// <summary>What an order may have several of, by name: <c>NAME[id].FIELD</c>. Of those beside lines and shipments nothing is compared between the sides; the rules of retail look at them.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, FactType>> Collections { get; } = new Dictionary<string, IReadOnlyDictionary<string, FactType>>(StringComparer.Ordinal)
    {
        ["lines"] = LineFields,
        ["shipments"] = ShipmentFields,
        ["authorisations"] = new Dictionary<string, FactType>(StringComparer.Ordinal)
        {
            ["amount"] = FactType.Money,
            ["expiresAt"] = FactType.Instant,
            ["capturedAt"] = FactType.Instant,
            ["voidedAt"] = FactType.Instant,
        },
        ["tenders"] = new Dictionary<string, FactType>(StringComparer.Ordinal)
        {
            ["kind"] = FactType.Text, // card, gift-card, points, …
            ["reference"] = FactType.Text, // salted hash where it is a card's or an account's number
            ["amount"] = FactType.Money, // what of the order's total it is to pay
            ["redeemed"] = FactType.Money, // taken from a gift card or from points
            ["refunded"] = FactType.Money, // given back to it
        },
        ["invoices"] = new Dictionary<string, FactType>(StringComparer.Ordinal)
        {
            ["type"] = FactType.Text, // invoice, credit-note, …
            ["shipment"] = FactType.Text,
            ["amount"] = FactType.Money,
            ["at"] = FactType.Instant,
            ["voidedAt"] = FactType.Instant,
        },
        ["messages"] = new Dictionary<string, FactType>(StringComparer.Ordinal)
        {
            ["template"] = FactType.Text,
            ["shipment"] = FactType.Text,
            ["at"] = FactType.Instant,
            ["suppressed"] = FactType.Flag, // made and kept back
        },
        ["chargebacks"] = new Dictionary<string, FactType>(StringComparer.Ordinal)
        {
            ["amount"] = FactType.Money, // what the cardholder's bank took back
            ["at"] = FactType.Instant,
            ["reason"] = FactType.Text,
        },
    };
}
