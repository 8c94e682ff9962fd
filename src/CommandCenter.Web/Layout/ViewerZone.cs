using System.Globalization;
using Microsoft.JSInterop;

namespace CommandCenter.Layout;

/// <summary>The viewer's time zone, learned from the browser, for the few places where a person types a time. Until it is known, UTC, and it says so.</summary>
public sealed class ViewerZone(IJSRuntime script, TimeProvider time)
{
    private const string Local = "yyyy-MM-dd'T'HH:mm";
    private TimeZoneInfo? zone;

    /// <summary>As a label shows it, such as <c>America/Los_Angeles</c> or <c>UTC</c>.</summary>
    public string Short => zone?.Id ?? "UTC";

    /// <summary>The zone itself, for what is drawn over time.</summary>
    public TimeZoneInfo Current => zone ?? TimeZoneInfo.Utc;

    /// <returns>True when it was not known before.</returns>
    public async ValueTask<bool> LearnAsync()
    {
        if (zone is not null) return false;
        var id = await script.InvokeAsync<string>("ccClock.zone");
        zone = TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : TimeZoneInfo.Utc;
        return zone.GetUtcOffset(time.GetUtcNow()) != TimeSpan.Zero || zone.Id != "UTC";
    }

    /// <summary>An instant of an address as an input of type datetime-local wants it; empty where there is none.</summary>
    public string ToLocal(string? utc) => DateTimeOffset.TryParse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc).ToString(Local, CultureInfo.InvariantCulture)
        : "";

    /// <summary>What was typed, as an instant for the address; null where it is no time.</summary>
    public string? ToUtc(string? local)
    {
        if (!DateTime.TryParseExact(local, [Local, "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var typed)) return null;
        var known = zone ?? TimeZoneInfo.Utc;
        // a time that clocks skip means the moment that they jump to
        if (known.IsInvalidTime(typed)) typed = typed.AddHours(1);
        return new DateTimeOffset(typed, known.GetUtcOffset(typed)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
