using CommandCenter.OrderExceptions;

namespace CommandCenter.Reconciliation.Classes;

/// <summary>What a difference counts as, and whose it is.</summary>
/// <param name="Rule">The rule that decided: of the product, or of the plan.</param>
/// <param name="Why">In a sentence, for the person who has to do with it.</param>
public sealed record OrderClass(string Rule, ExceptionBucket Bucket, OwnerTeam Team, CaseSeverity Severity, string Why);
