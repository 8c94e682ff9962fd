using CommandCenter.Plan;

namespace CommandCenter.OrderExceptions;

/// <summary>Whose work a case is, how severe, and by when: functions of what was found, of the plan and of the time.</summary>
public static class CaseRules
{
    /// <summary>More money, more age and a raised lane never make a case less severe.</summary>
    /// <param name="scale">The plan's time scale; divides the age.</param>
    public static CaseSeverity Severity(CaseSignal signal, ExceptionSettings settings, double scale, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(settings);
        var level = Math.Max((int)signal.AtLeast, (int)OfMoney(signal.Money, settings));
        level += signal.Lane is { } lane && settings.Raised.Contains(lane, StringComparer.Ordinal) ? 1 : 0;
        level += now - signal.Since >= settings.Age / Math.Max(1, scale) ? 1 : 0;
        return (CaseSeverity)Math.Min(level, (int)CaseSeverity.Critical);
    }

    /// <summary>By when a case of that severity, opened then, must be resolved.</summary>
    public static DateTimeOffset Due(CaseSeverity severity, DateTimeOffset from, ExceptionSettings settings, double scale)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return from + settings.Due[severity] / Math.Max(1, scale);
    }

    /// <summary>The first owner of the plan that matches, otherwise whom the finding names.</summary>
    public static OwnerTeam Team(CaseSignal signal, ExceptionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Owners.FirstOrDefault(o => o.Matches(signal))?.Team ?? signal.Team;
    }

    private static CaseSeverity OfMoney(long? money, ExceptionSettings settings)
    {
        var worth = money is { } at ? at == long.MinValue ? long.MaxValue : Math.Abs(at) : 0;
        return settings.Money.Where(l => worth >= l.Value).Select(l => l.Key).DefaultIfEmpty(CaseSeverity.Low).Max();
    }
}
