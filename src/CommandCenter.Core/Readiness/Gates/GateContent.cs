using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CommandCenter.Access.Approvals;

namespace CommandCenter.Readiness.Gates;

/// <summary>The canonical bytes of what is signed and waived.</summary>
internal static class GateContent
{
    private static readonly JsonSerializerOptions canonical = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Everything that a signature stands on, with the figures frozen as they were.</summary>
    public static (string Text, string Hash) Bind(GateDefinition gate, string section, string plan, GateReading? reading, DateTimeOffset at)
    {
        var text = JsonSerializer.Serialize(
            new { gate = gate.Id, gate.Title, definition = gate.Hash, section, plan, verdict = reading?.Verdict, said = reading?.Said, figures = reading?.Figures, documents = reading?.Documents, asOf = reading?.AsOf, at }, canonical);
        return (text, Approval.HashOf(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Without figures and moments, which move while somebody reads.</summary>
    public static string EvidenceHash(GateDefinition gate, GateReading? reading) => Approval.HashOf(Encoding.UTF8.GetBytes(string.Join(
        '\n', [gate.Hash, reading?.Verdict.ToString() ?? "", .. (reading?.Documents ?? []).Where(d => d.Hash is not null).Select(d => d.Hash!)])));

    public static byte[] WriteWaiver(GateDefinition gate, DateTimeOffset? until) => JsonSerializer.SerializeToUtf8Bytes(new Waiver(gate.Id, gate.Hash, until), canonical);

    public static Waiver ReadWaiver(ReadOnlyMemory<byte> content) => JsonSerializer.Deserialize<Waiver>(content.Span, canonical)!;

    /// <param name="Until">Null = as long as the plan says the same of the gate.</param>
    internal sealed record Waiver(string Gate, string Definition, DateTimeOffset? Until);
}
