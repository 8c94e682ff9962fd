namespace CommandCenter.Access.Approvals;

/// <summary>Section <c>CommandCenter:Approvals</c>.</summary>
public sealed class ApprovalOptions
{
    /// <summary>How long a proposal can be approved and used, 1 minute to 24 hours. Real time, also while rehearsing: people are not quicker then.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);
}
