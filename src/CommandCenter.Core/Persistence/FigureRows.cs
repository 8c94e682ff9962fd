using CommandCenter.Scorecard.Figures;

namespace CommandCenter.Persistence;

/// <summary>The figures of one hour, lane, owner and value of a dimension.</summary>
public sealed class FigureCellRow
{
    /// <summary>When the hour began.</summary>
    public DateTimeOffset Hour { get; set; }
    public required string Lane { get; set; }

    /// <summary>0 legacy, 1 orchestration, 2 unclear.</summary>
    public int Owner { get; set; }
    public FigureDimension Dimension { get; set; }
    public required string Value { get; set; }
    public required byte[] Figures { get; set; }

    /// <summary>When something was last counted in it, or taken out, after it was over and read; null = never.</summary>
    public DateTimeOffset? CorrectedAt { get; set; }

    /// <summary>How often.</summary>
    public int Corrections { get; set; }
}

/// <summary>What one order gave to the figures, to be taken back when it changes.</summary>
public sealed class FigureOrderRow
{
    public long OrderNumber { get; set; }
    public required byte[] Parts { get; set; }
}

/// <summary>How far the figures are; one row.</summary>
public sealed class FigureCursorRow
{
    public int Id { get; set; }

    /// <summary>Moves with every write: of two processes one wins.</summary>
    public long Step { get; set; }

    /// <summary>What the figures were counted by: definitions, zone of the hours, order of stages. By another basis they are counted anew.</summary>
    public required string Basis { get; set; }

    /// <summary>The last order that the first walk over all of them has counted.</summary>
    public long OrderNumber { get; set; }

    /// <summary>Where that walk ends: orders that came later are known by their events.</summary>
    public long WalkTo { get; set; }

    /// <summary>The last event whose order was counted.</summary>
    public long EventNumber { get; set; }

    /// <summary>Hours that ended before it were read to their end: what changes in them is a correction. Null until the figures have caught up once.</summary>
    public DateTimeOffset? ClosedTo { get; set; }
}
