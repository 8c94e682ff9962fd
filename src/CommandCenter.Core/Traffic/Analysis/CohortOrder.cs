using CommandCenter.Orders;

namespace CommandCenter.Traffic.Analysis;

/// <summary>
/// An order of a step, accepted after the step was acknowledged, as the analysis counts it. It is counted once it is old enough to have reached its limits and both sides have been read
/// up to then, so that what it came to no longer changes; before, it only says how many are coming.
/// </summary>
/// <param name="Number">Of its acceptance; the order in which they are taken.</param>
/// <param name="Owner">By its ownership record.</param>
/// <param name="IsRouted">Routed by its limit. One that is not routed counts as late.</param>
/// <param name="HasFailed">A side reported a failure of it by then.</param>
/// <param name="IsCancelled">Its owner reports it as cancelled by then.</param>
/// <param name="RoutingSeconds">From eligible to routed; null where it is not routed.</param>
public sealed record CohortOrder(long Number, Side Owner, bool IsRouted, bool HasFailed, bool IsCancelled, double? RoutingSeconds);
