namespace CommandCenter.Orders;

/// <summary>Which of the two stacks a fact comes from.</summary>
public enum Side
{
    /// <summary>The stack that is being left: POS, WMS, ERP, old OMS.</summary>
    Legacy = 0,

    /// <summary>The cloud order-orchestration platform.</summary>
    Orchestration = 1,

    /// <summary>A system that both use (payment, carrier, a shared WMS). Its events name the side that commanded them.</summary>
    Shared = 2,
}
