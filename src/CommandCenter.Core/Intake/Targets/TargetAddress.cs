using System.Globalization;
using System.Text;

namespace CommandCenter.Intake.Targets;

/// <summary>The address of a capability, taken apart once; one without holes is always the same object.</summary>
internal sealed class TargetAddress
{
    private static readonly string[] names = ["{key}", "{epoch}", "{kind}"];
    private readonly List<string> pieces = [];
    private readonly Uri? always;

    public TargetAddress(string template)
    {
        var at = 0;
        while (NextHole(template, at) is var (hole, name) && name.Length > 0)
        {
            pieces.Add(template[at..hole]);
            pieces.Add(name);
            at = hole + name.Length;
        }

        pieces.Add(template[at..]);
        always = pieces.Count == 1 ? new Uri(template) : null;
    }

    /// <summary>Null where what the call says cannot stand in an address: it would name another place.</summary>
    public Uri? Fill(TargetCall call)
    {
        if (always is not null)
        {
            return always;
        }

        if (!CanStand(call.OrderKey) || !CanStand(call.Kind ?? ""))
        {
            return null;
        }

        var address = new StringBuilder(pieces[0], 256);
        for (var i = 1; i < pieces.Count; i += 2)
        {
            address.Append(pieces[i] switch
            {
                "{key}" => Uri.EscapeDataString(call.OrderKey),
                "{kind}" => Uri.EscapeDataString(call.Kind ?? ""),
                _ => call.Epoch.ToString(CultureInfo.InvariantCulture),
            });
            address.Append(pieces[i + 1]);
        }

        return new Uri(address.ToString());
    }

    /// <summary>False for the two names that mean "here" and "one up" in every path, however they are escaped.</summary>
    public static bool CanStand(string value) => value is not ("." or "..");

    private static (int At, string Name) NextHole(string template, int from)
    {
        var next = (At: template.Length, Name: "");
        foreach (var name in names)
        {
            var at = template.IndexOf(name, from, StringComparison.Ordinal);
            next = at >= 0 && at < next.At ? (at, name) : next;
        }

        return next;
    }
}
