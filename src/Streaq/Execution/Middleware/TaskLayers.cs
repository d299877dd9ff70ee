namespace Streaq.Execution;

/// <summary>The layers around the handler of one task.</summary>
/// <param name="Chain">Its middleware and its handler.</param>
/// <param name="Services">The services that its middleware requires.</param>
/// <param name="Metadata">The metadata of its mapping.</param>
internal sealed record TaskLayers(MiddlewareChain Chain, IEnumerable<RequiredService> Services, TaskMetadata Metadata)
{
    /// <summary>No middleware and no metadata.</summary>
    public static TaskLayers None { get; } = new(MiddlewareChain.Empty, [], TaskMetadata.Empty);
}
