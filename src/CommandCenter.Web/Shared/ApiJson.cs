using System.Text.Json;
using System.Text.Json.Serialization;

namespace CommandCenter.Shared;

/// <summary>How the API and the hub write JSON.</summary>
public static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>camelCase, enums as camelCase words and never as numbers, instants in UTC.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Converters.Add(new StageConverter());
        options.Converters.Add(new MilestoneConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new UtcInstantConverter());
        return options;
    }
}
