using System.Security.Cryptography;
using System.Text.Json;

namespace CommandCenter.Readiness.Scenarios;

/// <summary>Evidence as the store keeps it: JSON, hashed as it is stored.</summary>
internal static class EvidenceContent
{
    private static readonly JsonSerializerOptions stored = new(JsonSerializerDefaults.Web);

    public static (byte[] Content, string Hash) Write(ScenarioEvidence evidence)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(evidence, stored);
        return (content, Hash(content));
    }

    /// <returns>Null where the bytes are no evidence any more.</returns>
    public static ScenarioEvidence? Read(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize<ScenarioEvidence>(content, stored);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
