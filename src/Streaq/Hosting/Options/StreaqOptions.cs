using System.Text.Json;
using System.Text.Json.Serialization;
using Streaq.Tasks;

namespace Streaq;

/// <summary>The options of one queue. Its producers and workers share these values.</summary>
/// <remarks>
/// Configured like all options of .NET, by the name that the queue was added under: <c>AddStreaq</c>, <c>Configure</c>,
/// <c>PostConfigure</c>, <c>AddOptions&lt;StreaqOptions&gt;()</c>. They are read once, when the host starts; a value that breaks a rule
/// fails the start with <see cref="Microsoft.Extensions.Options.OptionsValidationException"/>.
/// </remarks>
public sealed partial class StreaqOptions
{
    /// <summary>The queue's name. Default: the name that it was added under, and <c>default</c> for a queue without a name.</summary>
    public string Queue
    {
        get => field ?? DefaultQueue;
        set;
    }

    /// <summary>The priority of a task when neither its enqueue nor its definition sets one. Default: <c>normal</c>.</summary>
    public string DefaultPriority { get; set; } = "normal";

    /// <summary>How arguments and results are serialized. Default: <see cref="JsonSerializerOptions.Web"/>.</summary>
    public JsonSerializerOptions? Json { get; set; }

    /// <summary>
    /// Source-generated serialization; takes precedence over <see cref="Json"/>. Must list every argument and result type.
    /// </summary>
    public JsonSerializerContext? JsonContext { get; set; }

    /// <summary>How an attempt's span relates to the enqueue's span. Default: <see cref="TraceMode.Auto"/>.</summary>
    public TraceMode TraceMode { get; set; } = TraceMode.Auto;

    /// <summary>The age up to which <see cref="TraceMode.Auto"/> makes an attempt a child of its enqueue. Default: 60 seconds.</summary>
    public TimeSpan MaxParentAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest batch in which every task gets a <c>create</c> span of its own. Default: 100.</summary>
    public int MaxCreateSpans { get; set; } = 100;

    /// <summary>
    /// Whether exceptions become span events as well as log events. Default: <see langword="false"/>, as the semantic conventions
    /// recommend for new code.
    /// </summary>
    public bool RecordException { get; set; }

    /// <summary>Whether every read of the queue that returned tasks gets a span. Default: <see langword="false"/>.</summary>
    public bool TraceReceive { get; set; }

    /// <summary>Whether every write of outcomes gets a span. Default: <see langword="false"/>.</summary>
    public bool TraceAck { get; set; }

    /// <summary>Whether awaiting a result gets a span. Default: <see langword="false"/>.</summary>
    public bool TraceWait { get; set; }

    /// <summary>
    /// How long an enqueue of one or many tasks is repeated while Redis can't be reached, does not answer or is starting. After that,
    /// it throws <see cref="StreaqStoreException"/>. It adds nothing twice: each try has the same ids. At most a day. Default:
    /// <see cref="TimeSpan.Zero"/>, it throws at once.
    /// </summary>
    public TimeSpan EnqueueOutageWait { get; set; }

    /// <summary>How many failed tasks are kept for inspection and replay; the oldest are deleted first. Default: 10,000.</summary>
    public int MaxDeadLetters { get; set; } = 10_000;

    /// <summary>How long a failed task is kept. Default: 30 days.</summary>
    public TimeSpan DeadLetterAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Transforms of arguments and results, such as encryption, in the order of their use on a write. Default: none.</summary>
    public IList<IPayloadTransform> PayloadTransforms { get; } = [];

    /// <summary>
    /// Payloads of more bytes are compressed with Brotli. Default: <see langword="null"/>, none. Compressed payloads are marked, so
    /// the value may change at any time.
    /// </summary>
    public int? CompressionThreshold { get; set; }

    /// <summary>The maximum size in bytes of an argument or a result as it is written. Default: <see langword="null"/>, no limit.</summary>
    public int? MaxPayloadBytes { get; set; }

    /// <summary>
    /// The key that signs arguments and results with HMAC-SHA256: at least 32 random bytes. Payloads without a signature are refused.
    /// Default: <see langword="null"/>, nothing is signed.
    /// </summary>
    public byte[]? SigningKey { get; set; }

    /// <summary>
    /// Further keys whose signatures are accepted: earlier values of <see cref="SigningKey"/> and, while it is not set, its future value.
    /// Default: none.
    /// </summary>
    public IList<byte[]> PreviousSigningKeys { get; } = [];

    /// <summary>
    /// Accepts payloads without a signature, while producers and workers begin to sign. Default: <see langword="false"/>.
    /// </summary>
    public bool AcceptUnsigned { get; set; }

    /// <summary>The value of <see cref="Queue"/> while it is not set, whatever the order of the configuration.</summary>
    internal string DefaultQueue { get; set; } = "default";

    internal void Check(OptionRules rules)
    {
        CheckConnection(rules);
        CheckPayloads(rules);
        CheckReplicas(rules);
        rules.Name(Queue);
        rules.Name(DefaultPriority);
        rules.Defined(TraceMode);
        rules.AtLeast(MaxParentAge, TimeSpan.Zero);
        rules.AtLeast(EnqueueOutageWait, TimeSpan.Zero);
        rules.AtMost(EnqueueOutageWait, TimeSpan.FromDays(1));
        rules.AtLeast(MaxCreateSpans, 0);
        rules.AtLeast(MaxDeadLetters, 0);
        rules.MoreThan(DeadLetterAge, TimeSpan.Zero);
    }
}
