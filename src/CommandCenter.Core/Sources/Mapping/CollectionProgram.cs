using System.Text.Json;
using CommandCenter.Orders;
using CommandCenter.Plan;

namespace CommandCenter.Sources.Mapping;

/// <summary>A compiled rule for what a record may have several of.</summary>
/// <param name="Name">Of <see cref="FactPath.Collections"/>.</param>
internal sealed record CollectionProgram(string Name, JsonPath Each, FieldProgram Id, FieldProgram? Shipment, FieldProgram[] Fields, NegativeQuantity OnNegative)
{
    public const int MostElements = 2000;

    /// <summary>Ordered things belong to the line; what is done to it belongs to the shipment that it is done in, where the record names one.</summary>
    private static bool BelongsToLine(string field) => field is "sku" or "quantity" or "unitPrice";

    public string PathOf(string id, string? shipment, string field) => Name != "lines" ? FactPath.OfElement(Name, id, field)
        : shipment is null || BelongsToLine(field) ? FactPath.OfLine(id, field)
        : FactPath.OfLineShipment(id, shipment, field);

    /// <summary>The elements of a record; one object alone counts as an array of one, as converters from XML write it.</summary>
    public bool TryFindElements(JsonElement record, out IReadOnlyList<JsonElement> elements, out RejectReason? problem)
    {
        problem = null;
        elements = [];
        if (Each.HasWildcard)
        {
            elements = [.. Each.FindAll(record).Where(e => e.ValueKind == JsonValueKind.Object)];
        }
        else if (!Each.TryFind(record, out var found) || found.ValueKind == JsonValueKind.Null)
        {
            return true;
        }
        else if (found.ValueKind == JsonValueKind.Object)
        {
            elements = [found];
        }
        else if (found.ValueKind == JsonValueKind.Array)
        {
            if (found.GetArrayLength() > MostElements)
            {
                problem = new RejectReason(Name, "too-many", $"found {found.GetArrayLength()} elements at {Each.Text}; allowed: at most {MostElements}");
                return false;
            }

            elements = [.. found.EnumerateArray()];
        }
        else
        {
            problem = new RejectReason(Name, "not-a-value", $"found a single value at {Each.Text}; allowed: an array");
            return false;
        }

        if (elements.Count > MostElements)
        {
            problem = new RejectReason(Name, "too-many", $"found {elements.Count} elements at {Each.Text}; allowed: at most {MostElements}");
            return false;
        }

        return true;
    }
}
