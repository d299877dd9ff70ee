// Receives OTLP over HTTP on a free local port and prints the body of each request in hexadecimal. build/try-packages.sh starts it.
#:property PublishAot=false
using System.Net;
using System.Net.Sockets;

var probe = new TcpListener(IPAddress.Loopback, 0);
probe.Start();
var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
probe.Stop();

using var listener = new HttpListener();
listener.Prefixes.Add($"{address}/");
listener.Start();
Console.WriteLine(address);
while (true)
{
    var call = await listener.GetContextAsync();
    var body = new MemoryStream();
    await call.Request.InputStream.CopyToAsync(body);
    Console.WriteLine($"{call.Request.Url!.AbsolutePath} {Convert.ToHexStringLower(body.ToArray())}");
    // An empty response body is an ExportTraceServiceResponse without errors.
    call.Response.ContentType = "application/x-protobuf";
    call.Response.Close();
}
