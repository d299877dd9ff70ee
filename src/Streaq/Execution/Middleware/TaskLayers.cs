namespace Streaq.Execution;

/// <summary>What is around the handler of one task.</summary>
/// <param name="Chain">Its middleware and its handler.</param>
/// <param name="Services">The services that its middleware asks for.</param>
/// <param name="Metadata">What its mapping says of it.</param>
internal sealed record TaskLayers(MiddlewareChain Chain, IEnumerable<RequiredService> Services, TaskMetadata Metadata)
{
    /// <summary>Nothing.</summary>
    public static TaskLayers None { get; } = new(MiddlewareChain.Empty, [], TaskMetadata.Empty);
}
