using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary><c>actuators</c>: what carries the traffic table out besides the intake.</summary>
internal sealed partial class ActuatorsSection : IPlanSection
{
    private static readonly PlanShape Shape = PlanShape.Of("actuators[]", "id", "kind", "verifyEvery", "timeout", "haproxy", "flagd", "webhook");
    private static readonly PlanShape HaProxyShape = PlanShape.Of("actuators[].haproxy", "socket", "map");
    private static readonly PlanShape FlagdShape = PlanShape.Of("actuators[].flagd", "path", "flag");
    private static readonly PlanShape WebhookShape = PlanShape.Of("actuators[].webhook", "url", "secret");

    private static readonly PlanScalar<ActuatorKind> Kind = PlanScalars.Choice(
        ("built-in", ActuatorKind.BuiltIn), ("haproxy", ActuatorKind.HaProxy), ("flagd-file", ActuatorKind.FlagdFile), ("webhook", ActuatorKind.Webhook));

    /// <summary>The runtime interface asks nobody who they are, so over the network it is for this machine only.</summary>
    private static readonly PlanScalar<string> Socket = new(
        "the path of a UNIX socket of at most 100 characters, or a loopback address with port such as 127.0.0.1:9999",
        (string text, out string value) => (value = text).Length <= 100 && !text.Any(char.IsControl) && (text.StartsWith('/') || IsLoopback(text)),
        "");

    /// <summary>It stands in commands whose words are parted by spaces and semicolons.</summary>
    private static readonly PlanScalar<string> Map = new(
        "the map's file as haproxy.cfg names it: 1 to 200 letters, digits, dots, hyphens, underscores and slashes", (string text, out string value) => MapText().IsMatch(value = text), "");

    private static readonly PlanScalar<string> Flag = new(
        "a flag's key: 1 to 100 letters, digits, dots, hyphens and underscores", (string text, out string value) => FlagText().IsMatch(value = text), "");

    public string Name => "actuators";
    public IReadOnlyList<PlanShape> Shapes { get; } = [Shape, HaProxyShape, FlagdShape, WebhookShape];

    public void Read(PlanMap root, PlanDraft draft)
    {
        foreach (var map in root.Maps(Name, Shape))
        {
            var read = Read(map);
            if (read.Kind == ActuatorKind.BuiltIn && draft.Actuators.Exists(a => a.Kind == ActuatorKind.BuiltIn))
            {
                map.Problem("kind", "built-in a second time", "one built-in actuator at most: there is one intake");
            }

            draft.Actuators.Add(read);
        }
    }

    private static ActuatorDefinition Read(PlanMap map)
    {
        var kind = map.Required("kind", Kind);
        var definition = new ActuatorDefinition(
            map.Reading.Declare(Declared.Actuator, map, "id", PlanScalars.Id), kind, map.Optional("verifyEvery", PlanScalars.Duration("1s", "10m"), TimeSpan.FromSeconds(5)),
            map.Optional("timeout", PlanScalars.Duration("100ms", "30s"), TimeSpan.FromSeconds(2)));
        foreach (var (key, of) in new[] { ("haproxy", ActuatorKind.HaProxy), ("flagd", ActuatorKind.FlagdFile), ("webhook", ActuatorKind.Webhook) })
        {
            if (map.Has(key) && kind != of)
            {
                map.Problem(key, "settings of another kind", $"{key} only where kind is {(of == ActuatorKind.FlagdFile ? "flagd-file" : key)}");
            }
        }

        return kind switch
        {
            ActuatorKind.HaProxy when map.RequiredMap("haproxy", HaProxyShape) is { } of => definition with { HaProxy = new HaProxySettings(of.Required("socket", Socket), of.Required("map", Map)) },
            ActuatorKind.FlagdFile when map.RequiredMap("flagd", FlagdShape) is { } of => definition with { Flagd = new FlagdSettings(of.Required("path", PlanScalars.TextOf(500)), of.Required("flag", Flag)) },
            ActuatorKind.Webhook when map.RequiredMap("webhook", WebhookShape) is { } of => definition with { Webhook = new ActuatorWebhook(of.Required("url", HttpReader.PlainUrl), of.Required("secret", Secrets.Reference)) },
            _ => definition,
        };
    }

    private static bool IsLoopback(string text) => IPEndPoint.TryParse(text, out var end) && end.Port > 0 && IPAddress.IsLoopback(end.Address)
        && text.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{end.Port}"), StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9._/-]{1,200}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MapText();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,100}\\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FlagText();
}
