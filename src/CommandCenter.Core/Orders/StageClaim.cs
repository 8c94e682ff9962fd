using System.Runtime.CompilerServices;

namespace CommandCenter.Orders;

/// <summary>
/// What the events of an order say about when it reached one stage. Said outright (a <c>stage.x</c> fact): the highest stamp counts.
/// Derived from records that report standing there: the earliest. Said outright beats derived.
/// </summary>
internal struct StageClaim
{
    public bool IsStated;
    public Stamp StatedBy;
    public long StatedAt;
    public string StatedSource;

    public bool IsDerived;
    public long DerivedAt;
    public string DerivedSource;

    /// <summary>Earliest receipt of any event that says so.</summary>
    public long FirstObserved;

    public readonly bool Exists => IsStated || IsDerived;

    public void State(Stamp by, long at, string source, long observed)
    {
        Observe(observed);
        var order = IsStated ? by.CompareTo(StatedBy) : 1;
        order = order != 0 ? order : at.CompareTo(StatedAt);
        order = order != 0 ? order : -string.CompareOrdinal(source, StatedSource);
        if (order > 0)
        {
            (IsStated, StatedBy, StatedAt, StatedSource) = (true, by, at, source);
        }
    }

    public void Derive(long at, string source, long observed)
    {
        Observe(observed);
        var order = IsDerived ? DerivedAt.CompareTo(at) : 1;
        order = order != 0 ? order : -string.CompareOrdinal(source, DerivedSource);
        if (order > 0)
        {
            (IsDerived, DerivedAt, DerivedSource) = (true, at, source);
        }
    }

    /// <summary>Drops what was said up to <paramref name="floor"/>, as far as a claim whose events are gone can tell.</summary>
    public readonly StageClaim Above(Stamp floor)
    {
        var kept = this;
        if (IsStated && StatedBy <= floor)
        {
            (kept.IsStated, kept.StatedBy, kept.StatedAt, kept.StatedSource) = (false, default, 0, "");
        }

        if (IsDerived && DerivedAt <= floor.OccurredMicros)
        {
            (kept.IsDerived, kept.DerivedAt, kept.DerivedSource) = (false, 0, "");
        }

        return kept.Exists ? kept : default;
    }

    public readonly StageTime ToTime(Stage stage) => new(
        stage, Instants.FromMicros(IsStated ? StatedAt : DerivedAt), Instants.FromMicros(FirstObserved), IsStated ? StatedSource : DerivedSource, IsStated);

    private void Observe(long observed) => FirstObserved = Exists ? Math.Min(FirstObserved, observed) : observed;
}

/// <summary>The claims about one stage: by all events, and by those later than the event that took it back.</summary>
internal struct StageClaims
{
    private StrongBox<StageClaim>? above;

    public Stage Stage;
    public StageClaim All;

    /// <summary>Only kept while the stage has a floor, which few ever have: apart, so that the many are half as large.</summary>
    public StageClaim Above
    {
        readonly get => above is null ? default : above.Value;
        set => above = value.Exists ? new StrongBox<StageClaim>(value) : null;
    }
}
