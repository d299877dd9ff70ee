using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Hosting;

/// <summary>The parts that the client, the worker and the runner of one queue share.</summary>
internal sealed record QueueParts(
    StoreAccess Store, TaskSerializer Serializer, QueueTelemetry Telemetry, WorkerPulse Pulse, TimeProvider Time, ILogger Logger);
