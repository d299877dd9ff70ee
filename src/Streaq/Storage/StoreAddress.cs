namespace Streaq.Storage;

/// <summary>Host and port of the store; never credentials.</summary>
internal sealed record StoreAddress(string Host, int Port)
{
    /// <summary>The port as an attribute's value, boxed once for all spans.</summary>
    public object PortValue { get; } = Port;
}
