using CommandCenter.Plan;
using CommandCenter.Sources.Http;

namespace CommandCenter.Sources;

/// <summary>Opens the adapter that a source of the plan names.</summary>
internal sealed class OrderSources(OutboundGuard guard, ISecrets secrets, TimeProvider time)
{
    /// <summary>Null for adapters that are not polled.</summary>
    public IOrderSource? Open(SourceDefinition source) => source.Adapter == "http-json" && source.Http is not null ? new HttpJsonSource(source, guard, secrets, time) : null;
}
