namespace CommandCenter.Scorecard.Baselines;

/// <summary>Section <c>baseline</c> of the plan: what the migration is held against, what it shall reach, and how often somebody looks.</summary>
/// <param name="From">Its day is the first of the baseline; null = thirty days before the cutover, or before the period where that begins earlier.</param>
/// <param name="To">Its day is not included any more; null where <paramref name="From"/> is.</param>
/// <param name="Currency">ISO 4217: in which figures of money are counted; null = they are not.</param>
/// <param name="Values">Entered by hand: they stand instead of what would be computed.</param>
public sealed record BaselineSettings(DateTimeOffset? From, DateTimeOffset? To, string? Currency, IReadOnlyList<EnteredValue> Values, IReadOnlyList<MeasureTarget> Targets, ReviewRhythm Reviews)
{
    /// <summary>Computed, without targets.</summary>
    public static BaselineSettings Default { get; } = new(null, null, null, [], [], ReviewRhythm.Default);

    /// <summary>Whether the plan says anything of it.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>What was entered for the measure in the lane (null = all lanes); null where nothing was. A value of all lanes speaks for no lane.</summary>
    public EnteredValue? Entered(string measure, string? lane) => Values.FirstOrDefault(v => v.Measure == measure && v.Lane == lane);

    /// <summary>What the measure shall reach in the lane: the lane's own target, else that of all.</summary>
    public MeasureTarget? Target(string measure, string? lane) => Targets.FirstOrDefault(t => t.Measure == measure && t.Lane == lane) ?? Targets.FirstOrDefault(t => t.Measure == measure && t.Lane is null);
}

/// <summary>A value of the time before that nothing here can compute.</summary>
/// <param name="Measure">Key of a measure.</param>
/// <param name="Lane">Null = all lanes.</param>
/// <param name="Value">In the measure's unit; of durations seconds, of money minor units.</param>
/// <param name="Origin">Where it comes from, as a person can check it.</param>
public sealed record EnteredValue(string Measure, string? Lane, double Value, string Origin);

/// <summary>What a measure shall reach: at least or at most, as the measure has it.</summary>
/// <param name="Measure">Key of a measure.</param>
/// <param name="Lane">Null = all lanes that have none of their own.</param>
/// <param name="Value">In the measure's unit; of durations seconds, of money minor units.</param>
public sealed record MeasureTarget(string Measure, string? Lane, double Value);
